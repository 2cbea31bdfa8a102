/** The only door into what is known of vis.json. */
export { checkVis } from './checkVis.ts';
export { completeVis, type VisCompletion } from './complete.ts';
export { generateVis } from './generate.ts';
export { hoverVis } from './hover.ts';
export { items, member, spanOf } from './json.ts';
export { scriptOfVis, severalScripts } from './scriptOfVis.ts';
export { type FilledTarget, fillTarget, runTargets, type Target, type Targets } from './targets.ts';
export { readVis, type Vis, type VisFunction } from './vis.ts';
export { VIS_CODES } from './visCodes.ts';
export { VIS_DOCS } from './visDocs.ts';
export { type VisName, visNames } from './visNames.ts';
export type { VisProblem } from './visProblem.ts';
