/** Language answers as LSP messages; the only place that knows both. */
import {
  CompletionItemKind,
  DiagnosticSeverity,
  MarkupKind,
  type CompletionItem,
  type Diagnostic,
  type Range,
} from 'vscode-languageserver/node';
import { readFlags } from '#language';
import type { Completion, CompletionKind, LineIndex, Problem, Span } from '#language';
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

export const diagnosticOf = (lines: LineIndex, problem: Problem): Diagnostic => ({
  range: rangeOf(lines, markedSpan(lines, problem)),
  severity: SEVERITIES[problem.severity],
  code: problem.code,
  source: SOURCE,
  message: problem.message,
});

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  column: CompletionItemKind.Field,
  function: CompletionItemKind.Function,
  aggregate: CompletionItemKind.Operator,
  table: CompletionItemKind.Struct,
  method: CompletionItemKind.Method,
  type: CompletionItemKind.TypeParameter,
  module: CompletionItemKind.Module,
  variable: CompletionItemKind.Variable,
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.Value,
};

export const completionItemOf = (completion: Completion): CompletionItem => ({
  label: completion.label,
  kind: KINDS[completion.kind],
  detail: completion.detail,
  documentation: { kind: MarkupKind.Markdown, value: completion.documentation },
  sortText: completion.rank.toFixed(4).padStart(8, '0') + completion.label,
});

/** @see RunTargets in protocol/lsp */
export function runTargetsOf({ analysis, targets, version, lines }: OpenSnapshot): RunTargets {
  return {
    version,
    rowLimit: readFlags(analysis.text).flags.maxOutputRowsPerTable,
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
