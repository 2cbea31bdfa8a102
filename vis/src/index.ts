/** The only door into what is known of vis.json. */
export { checkVis } from './check/checkVis.ts';
export { completeVis, type VisCompletion } from './edit/complete.ts';
export { generateVis } from './edit/generate.ts';
export { hoverVis } from './edit/hover.ts';
export { items, member, spanOf } from './read/json.ts';
export { scriptOfVis, severalScripts } from './check/scriptOfVis.ts';
export { prepareRun, refusedText, type PreparedRun, type RunChoice } from './run/prepareRun.ts';
export {
  type FilledTarget,
  fillTarget,
  runTargets,
  type Target,
  type Targets,
} from './run/targets.ts';
export { readVis, type Vis, type VisFunction } from './read/vis.ts';
export { VIS_CODES } from './problems/visCodes.ts';
export { VIS_DOCS } from './problems/visDocs.ts';
export { type VisName, visNames } from './read/visNames.ts';
export type { VisProblem } from './problems/visProblem.ts';
