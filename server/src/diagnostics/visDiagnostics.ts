/** What is wrong with a vis.json, as an editor shows it. */
import type { Diagnostic, DiagnosticRelatedInformation } from 'vscode-languageserver/node';
import { problemPage } from '#ide';
import { severalScripts, type VisProblem } from '#vis';
import { rangeOf, SEVERITIES, SOURCE } from '../workspace/convert.ts';
import type { VisSnapshot } from '../workspace/documents.ts';
import { fileName } from '../workspace/uris.ts';

/**
 * @param editorAppliesSchema The editor itself tells what the JSON schema finds, which is then left
 *   out here.
 */
export function visDiagnostics(vis: VisSnapshot, editorAppliesSchema: boolean): Diagnostic[] {
  const names = vis.scriptUris.map(fileName);
  const checkedBeside = fileName(vis.script?.uri ?? '');
  return [...severalScripts(names, checkedBeside), ...(vis.script?.vis?.problems ?? [])]
    .filter(({ inSchema }) => !(inSchema && editorAppliesSchema))
    .map((problem) => diagnosticOf(vis, problem));
}

function diagnosticOf(vis: VisSnapshot, problem: VisProblem): Diagnostic {
  const { code, severity, message, span, replacement, related } = problem;
  return {
    code,
    message,
    source: SOURCE,
    severity: SEVERITIES[severity],
    codeDescription: { href: problemPage(code) },
    range: rangeOf(vis.lines, span),
    ...(replacement === undefined ? {} : { data: { replacement } }),
    ...(related === undefined
      ? {}
      : { relatedInformation: related.flatMap((one) => relatedOf(vis, one)) }),
  };
}

function relatedOf(
  { uri, lines, script }: VisSnapshot,
  { message, span, file }: NonNullable<VisProblem['related']>[number],
): DiagnosticRelatedInformation[] {
  if (file === 'vis') return [{ message, location: { uri, range: rangeOf(lines, span) } }];
  if (script === undefined) return [];
  return [{ message, location: { uri: script.uri, range: rangeOf(script.lines, span) } }];
}
