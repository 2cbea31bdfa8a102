/** Everything the server can do, one file each. */
import { completion } from './completion.ts';
import type { Feature } from './feature.ts';
import { hover } from './hover.ts';
import { runs } from './runs.ts';

export const FEATURES: readonly Feature[] = [completion, hover, runs];
