/** Where received telemetry goes. */
import type { Profile } from '../profiles/profile.ts';
import type { OfResource, OtlpPoint, OtlpSpan } from './otlpRequests.ts';

/** Promises resolve when the rows can be read. @throws StoreError */
export interface TelemetrySink {
  /** Whether so much waits to be stored that senders should pause. */
  readonly isBusy: boolean;
  traces(groups: readonly OfResource<OtlpSpan>[]): Promise<void>;
  metrics(groups: readonly OfResource<OtlpPoint>[]): Promise<void>;
  profile(profile: Profile): Promise<void>;
}
