/** The only door into the answers editors and the command line ask for. */
export type { CodeAction } from './actions/action.ts';
export { codeActions } from './actions/codeActions.ts';
export { type CheckRequest, checkScript, type ScriptCheck } from './check/checkScript.ts';
export { readSeverities, type Severities, withSeverities } from './check/severities.ts';
export { complete, documentation } from './completion/complete.ts';
export type { Completion, CompletionKind, DocumentationRef } from './completion/completion.ts';
export { problemPage, problemsPage, problemText } from './docs/pages.ts';
export type { TextEdit } from './edits/textEdit.ts';
export {
  type FormatOptions,
  type FormatOutcome,
  formatScript,
  formatStatements,
  type PythonFormatter,
} from './format/format.ts';
export { hover } from './hover.ts';
export { type InlayHintOptions, inlayHints } from './inlayHints.ts';
export { functionAt, scriptCalls, type ScriptFunction } from './navigation/callHierarchy.ts';
export { type Fold, foldingRanges } from './navigation/folding.ts';
export { highlightsAt } from './navigation/highlights.ts';
export { scriptLinks } from './navigation/links.ts';
export { nameOf, nameTable, type NameTable, type ScriptSymbol } from './navigation/names.ts';
export { definitionsOf, mentionsOf } from './navigation/references.ts';
export { selectionRanges } from './navigation/selection.ts';
export {
  documentSymbols,
  type OutlineKind,
  type OutlineSymbol,
  treeSymbols,
} from './navigation/symbols.ts';
export { type VisMention, visMentions, type VisOwnSymbol } from './navigation/visMentions.ts';
export { prepareRename, rename, symbolRefusal } from './rename/rename.ts';
export { renameVisOwn } from './rename/renameVisOwn.ts';
export type { Refused, RenameContext, RenameEdit } from './rename/renaming.ts';
export { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from './semanticTokens.ts';
export { signatureHelp } from './signatureHelp.ts';
