/** Everything the server can do, one file each. */
import { callHierarchy } from './features/script/callHierarchy.ts';
import { codeActions } from './features/script/codeActions.ts';
import { completion } from './features/script/completion.ts';
import { definition } from './features/script/definition.ts';
import type { Feature } from './features/feature.ts';
import { folding } from './features/script/folding.ts';
import { formatting } from './features/script/formatting.ts';
import { highlights } from './features/script/highlights.ts';
import { hover } from './features/script/hover.ts';
import { inlayHints } from './features/script/inlayHints.ts';
import { links } from './features/script/links.ts';
import { liveCatalog } from './features/script/liveCatalog.ts';
import { newVis } from './features/script/newVis.ts';
import { problems } from './features/script/problems.ts';
import { references } from './features/script/references.ts';
import { rename } from './features/script/rename.ts';
import { runs } from './features/script/runs.ts';
import { selection } from './features/script/selection.ts';
import { semanticTokens } from './features/script/semanticTokens.ts';
import { signatureHelp } from './features/script/signatureHelp.ts';
import { symbols } from './features/script/symbols.ts';
import { workspaceSymbols } from './features/script/workspaceSymbols.ts';

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
