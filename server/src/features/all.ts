/** Everything the server can do, one file each. */
import { callHierarchy } from './callHierarchy.ts';
import { codeActions } from './codeActions.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import type { Feature } from './feature.ts';
import { folding } from './folding.ts';
import { formatting } from './formatting.ts';
import { highlights } from './highlights.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlayHints.ts';
import { links } from './links.ts';
import { liveCatalog } from './liveCatalog.ts';
import { newVis } from './newVis.ts';
import { problems } from './problems.ts';
import { references } from './references.ts';
import { rename } from './rename.ts';
import { runs } from './runs.ts';
import { selection } from './selection.ts';
import { semanticTokens } from './semanticTokens.ts';
import { signatureHelp } from './signatureHelp.ts';
import { symbols } from './symbols.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';

export const FEATURES: readonly Feature[] = [
  callHierarchy,
  codeActions,
  completion,
  definition,
  folding,
  formatting,
  highlights,
  hover,
  inlayHints,
  links,
  liveCatalog,
  newVis,
  problems,
  references,
  rename,
  runs,
  selection,
  semanticTokens,
  signatureHelp,
  symbols,
  workspaceSymbols,
];
