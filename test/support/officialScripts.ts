/** The official scripts of a checkout of pixie-io/pixie, beside the real compiler's answers. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledCatalog, LineIndex, type Catalog, type Span } from '#language';
import { checkScript } from '#ide';
import { answerOf, NOW_NS, score } from './conformance.ts';
import { readOracleText, type OracleCase } from './oracle.ts';

type Recorded = Omit<OracleCase, 'id' | 'script'> & {
  /** Its path below src/pxl_scripts. */
  readonly script: string;
};

export interface OfficialResult {
  readonly id: string;
  /** The differences of our answer to a run from the recorded one. */
  readonly differences: readonly string[];
  /** `line:column message` of what an editor says. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** The same of its vis.json. */
  readonly vis: readonly string[];
}

function officialResults(pixie: string): readonly OfficialResult[] {
  const catalog = bundledCatalog();
  const recorded = JSON.parse(readOracleText('official.json')) as readonly Recorded[];
  return recorded.map(({ script: id, ...answer }) => {
    const file = path.join(pixie, 'src', 'pxl_scripts', id);
    const script = readFileSync(file, 'utf8');
    const visFile = path.join(path.dirname(file), 'vis.json');
    const visText = existsSync(visFile) ? readFileSync(visFile, 'utf8') : undefined;
    return resultOf({ ...answer, id, script }, visText, catalog);
  });
}

interface Told {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly span: Span;
}

function resultOf(one: OracleCase, visText: string | undefined, catalog: Catalog): OfficialResult {
  const { differences } = score([{ one, answer: answerOf(one, catalog) }]);
  const check = checkScript(one.script, visText, { catalog, nowNs: NOW_NS });
  const told = (text: string, problems: readonly Told[]) => {
    const lines = new LineIndex(text);
    return problems.map(({ severity, code, message, span }) => {
      const { line, character } = lines.editorPosition(span.start);
      return { severity, text: `${String(line + 1)}:${String(character + 1)} ${code} ${message}` };
    });
  };
  const script = told(one.script, check.problems);
  const isError = ({ severity }: { readonly severity: string }) => severity === 'error';
  return {
    id: one.id,
    differences: differences.map(({ measure }) => measure),
    errors: script.filter(isError).map(({ text }) => text),
    warnings: script.filter((problem) => !isError(problem)).map(({ text }) => text),
    vis: told(visText ?? '', check.vis?.problems ?? []).map(({ text }) => text),
  };
}

export function printOfficial(pixie: string): void {
  const results = officialResults(pixie);
  console.log(`${'script'.padEnd(48)} answer   errors  warnings  vis.json`);
  for (const { id, differences, errors, warnings, vis } of results) {
    const counts = [errors, warnings, vis].map((list) => String(list.length).padStart(8)).join('');
    console.log(`${id.padEnd(48)} ${differences.length === 0 ? 'same' : 'differs'}${counts}`);
    for (const text of differences) console.log(`    differs in ${text}`);
    for (const text of [...errors, ...warnings]) console.log(`    ${text}`);
    for (const text of vis) console.log(`    vis.json ${text}`);
  }
  const count = (holds: (one: OfficialResult) => boolean) => String(results.filter(holds).length);
  console.log(`\n${String(results.length)} scripts`);
  console.log(`${count((one) => one.differences.length === 0)} answered as recorded`);
  console.log(`${count((one) => one.errors.length === 0)} without an error in the editor`);
  console.log(`${count((one) => one.vis.length > 0)} with something wrong in vis.json`);
}
