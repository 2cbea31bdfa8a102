/** textDocument/codeAction in vis.json: the name that was most likely meant. */
import {
  CodeActionKind,
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
} from 'vscode-languageserver/node';
import { visDiagnostics } from '../../diagnostics/visDiagnostics.ts';
import type { FeatureHost } from '../feature.ts';

export const visActions = (
  { answerVis }: FeatureHost,
  { textDocument: { uri }, range, context }: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[] | null> =>
  answerVis('code actions', uri, token, (snapshot) =>
    visDiagnostics(snapshot, false)
      .filter((one) => touches(one.range, range))
      .flatMap((diagnostic): CodeAction[] => {
        const replacement = replacementOf(diagnostic.data);
        if (replacement === undefined) return [];
        const edits = [
          { range: diagnostic.range, newText: JSON.stringify(replacement).slice(1, -1) },
        ];
        const mended = context.diagnostics.filter(({ message }) => message === diagnostic.message);
        return [
          {
            title: `Change to '${replacement}'`,
            kind: CodeActionKind.QuickFix,
            ...(mended.length === 0 ? {} : { diagnostics: mended }),
            isPreferred: true,
            edit: {
              documentChanges: [
                { textDocument: { uri, version: snapshot.version ?? null }, edits },
              ],
            },
          },
        ];
      }),
  );

type Range = CodeActionParams['range'];

const before = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

const touches = (a: Range, b: Range): boolean => !before(a.end, b.start) && !before(b.end, a.start);

function replacementOf(data: unknown): string | undefined {
  const { replacement } = Object(data) as Record<string, unknown>;
  return typeof replacement === 'string' ? replacement : undefined;
}
