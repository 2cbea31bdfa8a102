/** Everything the server can do, one file each. */
import { callHierarchy } from './script/callHierarchy.ts';
import { codeActions } from './script/codeActions.ts';
import { completion } from './script/completion.ts';
import { definition } from './script/definition.ts';
import type { Feature } from './feature.ts';
import { folding } from './script/folding.ts';
import { formatting } from './script/formatting.ts';
import { highlights } from './script/highlights.ts';
import { hover } from './script/hover.ts';
import { inlayHints } from './script/inlayHints.ts';
import { links } from './script/links.ts';
import { liveCatalog } from './script/liveCatalog.ts';
import { newVis } from './script/newVis.ts';
import { problems } from './script/problems.ts';
import { references } from './script/references.ts';
import { rename } from './script/rename.ts';
import { runs } from './script/runs.ts';
import { selection } from './script/selection.ts';
import { semanticTokens } from './script/semanticTokens.ts';
import { signatureHelp } from './script/signatureHelp.ts';
import { symbols } from './script/symbols.ts';
import { workspaceSymbols } from './script/workspaceSymbols.ts';

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
