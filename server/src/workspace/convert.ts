/** Language answers as LSP messages; the only place that knows both. */
import {
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  InsertTextFormat,
  InsertTextMode,
  type Command,
  type CompletionItem,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  type Range,
} from 'vscode-languageserver/node';
import { LineIndex, shownMessage, type Problem, type RelatedPlace, type Span } from '#language';
import { problemPage, type Completion, type CompletionKind, type TextEdit } from '#ide';
import type { RunTargets } from '#protocol/lsp';
import type { OpenSnapshot } from './documents.ts';

export const SOURCE = 'pixie';

export const rangeOf = (lines: LineIndex, { start, end }: Span): Range => ({
  start: lines.editorPosition(start),
  end: lines.editorPosition(end),
});

export const SEVERITIES: Readonly<Record<Problem['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** From the position the real compiler reports to the end of what it is about. */
function markedSpan(lines: LineIndex, { span, compilerPosition }: Problem): Span {
  if (compilerPosition === undefined) return span;
  const start = lines.offsetOfCompilerPosition(compilerPosition);
  return span.start <= start && start < span.end ? { start, end: span.end } : span;
}

/** Codes of what may as well not be there, which editors fade. */
const UNNECESSARY: ReadonlySet<string> = new Set(['PXL601', 'PXL602', 'PXL604', 'PXL619']);

type Told = Pick<OpenSnapshot, 'uri' | 'lines' | 'visUri' | 'vis'>;

export function diagnosticOf(script: Told, problem: Problem): Diagnostic {
  const { code, severity, related = [] } = problem;
  const { lines } = script;
  return {
    range: rangeOf(lines, markedSpan(lines, problem)),
    severity: SEVERITIES[severity],
    code,
    source: SOURCE,
    message: shownMessage(problem),
    codeDescription: { href: problemPage(code) },
    ...(UNNECESSARY.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0
      ? {}
      : { relatedInformation: related.flatMap((one) => relatedOf(script, one)) }),
  };
}

function relatedOf(
  { uri, lines, visUri, vis }: Told,
  { message, span, file }: RelatedPlace,
): DiagnosticRelatedInformation[] {
  if (file === 'script') return [{ message, location: { uri, range: rangeOf(lines, span) } }];
  if (visUri === undefined || vis === undefined) return [];
  return [{ message, location: { uri: visUri, range: rangeOf(new LineIndex(vis.text), span) } }];
}

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  column: CompletionItemKind.Field,
  function: CompletionItemKind.Function,
  aggregate: CompletionItemKind.Operator,
  table: CompletionItemKind.Struct,
  method: CompletionItemKind.Method,
  type: CompletionItemKind.Class,
  module: CompletionItemKind.Module,
  variable: CompletionItemKind.Variable,
  keyword: CompletionItemKind.Keyword,
  argument: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  entity: CompletionItemKind.Value,
  snippet: CompletionItemKind.Snippet,
};

const NEXT_COMMANDS: Readonly<Record<NonNullable<Completion['next']>, Command>> = {
  completion: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
  signature: { title: 'Signature', command: 'editor.action.triggerParameterHints' },
};

/** With the line ends of the text it goes into, as its first line has them. */
function lineEndsOf({ text }: LineIndex, newText: string): string {
  const hasReturns = text[text.indexOf('\n') - 1] === '\r';
  return hasReturns ? newText.replaceAll(/\r?\n/g, '\r\n') : newText;
}

export const textEditOf = (lines: LineIndex, { span, newText }: TextEdit) => ({
  range: rangeOf(lines, span),
  newText: lineEndsOf(lines, newText),
});

/** Before the rest of a word or in its place, as the user likes, where the client has the choice. */
function completionEdit(
  lines: LineIndex,
  { span, insert }: Completion,
  typedEnd: number | undefined,
): NonNullable<CompletionItem['textEdit']> {
  const { range: replace, newText } = textEditOf(lines, { span, newText: insert });
  const closesText = /['"]$/.test(newText) && !/^['"]/.test(newText);
  if (typedEnd === undefined || span.end <= typedEnd || typedEnd < span.start || closesText) {
    return { range: replace, newText };
  }
  return { insert: rangeOf(lines, { start: span.start, end: typedEnd }), replace, newText };
}

/**
 * `commands`: the client has VS Code's. `typedEnd`: the cursor, where the client can insert as well
 * as replace. Documentation comes when the item is resolved.
 */
export function completionItemOf(
  lines: LineIndex,
  completion: Completion,
  { commands, typedEnd }: { readonly commands: boolean; readonly typedEnd: number | undefined },
): CompletionItem {
  const { label, labelDetail, detail, isSnippet, edits, commitCharacters, next } = completion;
  return {
    label,
    kind: KINDS[completion.kind],
    filterText: completion.filter,
    labelDetails: { detail: labelDetail, description: detail },
    // Ranks may be below zero.
    sortText: (completion.rank + 100).toFixed(5).padStart(9, '0') + label,
    textEdit: completionEdit(lines, completion, typedEnd),
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(isSnippet ? { insertTextMode: InsertTextMode.adjustIndentation } : {}),
    ...(edits.length > 0 ? { additionalTextEdits: edits.map((e) => textEditOf(lines, e)) } : {}),
    ...(commitCharacters.length > 0 ? { commitCharacters: [...commitCharacters] } : {}),
    ...(commands && next !== undefined ? { command: NEXT_COMMANDS[next] } : {}),
    ...(completion.documentation === undefined ? {} : { data: completion.documentation }),
  };
}

/** @see RunTargets in protocol/lsp */
export function runTargetsOf({ targets, version, lines }: OpenSnapshot): RunTargets {
  return {
    version,
    variables: targets.variables,
    visProblem: targets.visProblem,
    targets: targets.targets.map(({ funcName, offset, execFuncs, fromVis }) => ({
      funcName,
      line: lines.editorPosition(offset).line,
      execFuncs,
      fromVis,
    })),
  };
}
