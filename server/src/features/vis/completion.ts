/** textDocument/completion in vis.json */
import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CancellationToken,
  type CompletionItem,
  type CompletionParams,
} from 'vscode-languageserver/node';
import { completeVis, type VisCompletion } from '#vis';
import { rangeOf } from '../../workspace/convert.ts';
import type { VisSnapshot } from '../../workspace/documents.ts';
import type { FeatureHost } from '../feature.ts';

const KINDS: Readonly<Record<VisCompletion['kind'], CompletionItemKind>> = {
  function: CompletionItemKind.Function,
  parameter: CompletionItemKind.Variable,
  variable: CompletionItemKind.Variable,
  output: CompletionItemKind.Reference,
  column: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
  field: CompletionItemKind.Property,
};

export const visCompletions = (
  { answerVis, profile }: FeatureHost,
  { textDocument, position }: CompletionParams,
  token: CancellationToken,
): Promise<CompletionItem[] | null> =>
  answerVis('completion', textDocument.uri, token, (snapshot) => {
    const { vis, lines, script } = snapshot;
    const offersSchema = !profile.options.editorAppliesSchema;
    const options = { analysis: script?.analysis, offersSchema };
    return completeVis(vis, lines.offsetOf(position), options).map((one) => itemOf(snapshot, one));
  });

function itemOf({ lines, text }: VisSnapshot, completion: VisCompletion): CompletionItem {
  const { label, kind, detail, documentation, span, newText, isSnippet, rank } = completion;
  const written = text.slice(span.start, span.end);
  return {
    label,
    detail,
    kind: KINDS[kind],
    sortText: `${String(rank).padStart(2, '0')}${label}`,
    // What is replaced has quotes, so what it is compared with has them too.
    filterText: written.startsWith('"') ? JSON.stringify(label) : label,
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: rangeOf(lines, span), newText },
    ...(documentation === ''
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
  };
}
