/** The only door into the language. */
export type { CompilerPosition, Span } from './text/span.ts';
export { LineIndex, type EditorPosition } from './text/lineIndex.ts';
export {
  byteRateText,
  bytesText,
  countOf,
  countText,
  durationText,
  floatText,
  percentText,
  rateText,
} from './text/amounts.ts';
export { isForeign } from './syntax/foreign.ts';
export { parse, type ParseResult, type SyntaxError } from './syntax/parser.ts';
export type * from './syntax/tree.ts';
export type { Problem, RelatedPlace, Severity } from './problems/problem.ts';
export { problemPage, problemsPage, problemText } from './problems/pages.ts';
export { readSeverities, withSeverities, type Severities } from './problems/severities.ts';
export {
  checkScript,
  type CheckedVis,
  type CheckRequest,
  type ScriptCheck,
} from './problems/checkScript.ts';
export { ScriptMemory } from './semantics/scriptMemory.ts';
export { DATA_TYPES, SEMANTIC_TYPE_NUMBERS } from './catalog/types.ts';
export type { Column, DataType, Relation, SemanticType } from './catalog/types.ts';
export type * from './catalog/catalog.ts';
export { readLiveCatalog, type LiveCatalogRows } from './catalog/live.ts';
export { mergeCatalog } from './catalog/merge.ts';
export { bundledCatalog, enumTables } from './catalog/bundled.ts';
export type * from './plan/plan.ts';
export type * from './semantics/analysis.ts';
export { durationNs } from './semantics/time.ts';
export { readFlags } from './semantics/flags.ts';
export { analyze, compile, type CompileRequest } from './semantics/compile.ts';
export { readVis, type Vis, type VisVariable } from './vis/vis.ts';
export { completeVis, type VisCompletion } from './vis/complete.ts';
export { generateVis, type GeneratedVis } from './vis/generate.ts';
export { hoverVis } from './vis/hover.ts';
export { scriptOfVis, severalScripts } from './vis/scriptOfVis.ts';
export type { VisProblem } from './vis/visProblem.ts';
export { visNameAt, visNames, type VisName } from './vis/visNames.ts';
export {
  fillTarget,
  type FilledTarget,
  type Target,
  type Targets,
  type TargetVariable,
} from './vis/targets.ts';
export { generateOtelScript, type OtelScript } from './otel/otelScript.ts';
export { complete, documentation, type Completions } from './ide/complete.ts';
export {
  ENTITY_KINDS,
  type Completion,
  type CompletionKind,
  type DocumentationRef,
  type EntityKind,
} from './ide/completion.ts';
export { hover, type Hover } from './ide/hover.ts';
export {
  signatureHelp,
  type Signature,
  type SignatureHelp,
  type SignatureParameter,
} from './ide/signatureHelp.ts';
export { inlayHints, type InlayHint, type InlayHintOptions } from './ide/inlayHints.ts';
export { expressionPath } from './ide/nodes.ts';
export { codeActions, type CodeActionRequest } from './ide/actions/codeActions.ts';
export type { ActionKind, CodeAction, TextEdit } from './ide/actions/action.ts';
export {
  nameOf,
  nameTable,
  type DefinitionPlace,
  type NameOccurrence,
  type NameTable,
  type ScriptSymbol,
} from './ide/names.ts';
export { definitionsOf, mentionsOf } from './ide/references.ts';
export { highlightsAt, type Highlight } from './ide/highlights.ts';
export {
  documentSymbols,
  treeSymbols,
  type OutlineKind,
  type OutlineSymbol,
} from './ide/symbols.ts';
export { foldingRanges, type Fold } from './ide/folding.ts';
export { selectionRanges } from './ide/selection.ts';
export { scriptLinks, type ScriptLink } from './ide/links.ts';
export {
  functionAt,
  scriptCalls,
  type ScriptCall,
  type ScriptFunction,
} from './ide/callHierarchy.ts';
export {
  semanticTokens,
  TOKEN_MODIFIERS,
  TOKEN_TYPES,
  type SemanticToken,
} from './ide/semanticTokens.ts';
export { prepareRename, rename, symbolRefusal } from './ide/rename.ts';
export type { Refused, RenameContext, RenameEdit, Renamed } from './ide/renaming.ts';
export { renameVisOwn } from './ide/renameVisOwn.ts';
export { visMentions, type VisMention, type VisOwnSymbol } from './ide/visMentions.ts';
export {
  formatScript,
  formatStatements,
  type FormatOptions,
  type FormatOutcome,
  type PythonFormatter,
} from './ide/format/format.ts';
