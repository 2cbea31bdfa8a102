/** textDocument/formatting and rangeFormatting. What cannot be formatted safely stays as it is. */
import type { Connection, FormattingOptions, TextEdit } from 'vscode-languageserver/node';
import {
  formatScript,
  formatStatements,
  type FormatOptions,
  type FormatOutcome,
  type PythonFormatter,
} from '#ide';
import { rangeOf } from '../../workspace/convert.ts';
import type { OpenSnapshot } from '../../workspace/documents.ts';
import type { Feature } from '../feature.ts';

// Loaded with the first use: most sessions never format, and it is a megabyte.
const loadFormatter = async (): Promise<PythonFormatter> =>
  (await import('@wasm-fmt/ruff_fmt')).format;

const optionsOf = ({ tabSize, insertSpaces }: FormattingOptions): FormatOptions => ({
  indentWidth: tabSize,
  useTabs: !insertSpaces,
});

export const formatting: Feature = {
  capabilities: ({ options }) => ({
    documentFormattingProvider: !options.formatsByRange,
    documentRangeFormattingProvider: true,
  }),
  register({ connection, answer }) {
    connection.onDocumentFormatting(({ textDocument: { uri }, options }, token) =>
      answer('formatting', uri, token, async (snapshot) => {
        const outcome = formatScript(
          snapshot.lines.text,
          optionsOf(options),
          await loadFormatter(),
        );
        return editsOf(connection, snapshot, outcome);
      }),
    );
    connection.onDocumentRangeFormatting(({ textDocument: { uri }, range, options }, token) =>
      answer('range formatting', uri, token, async (snapshot) => {
        const { lines } = snapshot;
        const span = { start: lines.offsetOf(range.start), end: lines.offsetOf(range.end) };
        const format = await loadFormatter();
        const isWhole = span.start === 0 && span.end >= lines.text.length;
        const outcome = isWhole
          ? formatScript(lines.text, optionsOf(options), format)
          : formatStatements(lines.text, span, optionsOf(options), format);
        return editsOf(connection, snapshot, outcome);
      }),
    );
  },
};

function editsOf(
  { console }: Connection,
  { uri, lines }: OpenSnapshot,
  outcome: FormatOutcome,
): TextEdit[] {
  if (outcome.kind === 'left') {
    console.info(`${uri} is not formatted: ${outcome.reason}`);
    return [];
  }
  return outcome.edits.map(({ span, newText }) => ({ range: rangeOf(lines, span), newText }));
}
