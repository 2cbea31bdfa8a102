/** `npm run conformance` with --engine, --results or --run; scripts/conformance.mjs runs it. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readAnswers } from '../engine/support/oracleCluster.ts';
import {
  answerLine,
  caseName,
  listedDifferences,
  readCases,
  readText,
  runCases,
  type CaseResult,
} from './engineConformance.ts';
import { officialScripts, runOfficial } from './engineConformanceOfficial.ts';
import { readOracleText } from './oracle.ts';

/** Recorded cases and the share of their rows that must agree, in percent. */
const RECORDED = [
  { cases: 'functions.jsonl.gz', dataset: 'edge-dataset.json.gz', neededPercent: 100 },
  { cases: 'results.jsonl.gz', dataset: 'dataset.json.gz', neededPercent: 99 },
] as const;

const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole);

/** Prints rates and differences; gives the share of rows that agree, listed ones left out. */
function report(name: string, results: readonly CaseResult[], seconds: number): number {
  const listed = listedDifferences();
  const rate = (part: readonly CaseResult[]): [number, number] => [
    part.reduce((sum, { score }) => sum + score.same, 0),
    part.reduce((sum, { score }) => sum + score.total, 0),
  ];
  const unlisted = results.filter(({ answer }) => !listed.has(caseName(answer)));
  const line = (what: string, [same, total]: readonly [number, number]): void => {
    console.log(
      `  ${what.padEnd(34)} ${String(same).padStart(6)} / ${String(total).padEnd(6)} ${percent(same, total).toFixed(2)} %`,
    );
  };
  console.log(`${name}  (${seconds.toFixed(1)} s)`);
  const agreeing = results.filter(({ score }) => score.difference === undefined);
  line('cases', [agreeing.length, results.length]);
  line('rows', rate(results));
  line('rows, listed differences left out', rate(unlisted));
  for (const { answer, score } of results) {
    if (score.difference === undefined) continue;
    const reason = listed.get(caseName(answer));
    console.log(`\n  ${caseName(answer)}  ${score.difference.slice(0, 600)}`);
    if (reason !== undefined) console.log(`    listed: ${reason}`);
  }
  console.log('');
  return percent(...rate(unlisted));
}

async function timedCases(
  ...cases: Parameters<typeof runCases>
): Promise<{ readonly results: readonly CaseResult[]; readonly seconds: number }> {
  const startMs = performance.now();
  const results = await runCases(...cases);
  return { results, seconds: (performance.now() - startMs) / 1000 };
}

/** A table of script, widgets, rows and time; rows of every result table where one has none. */
async function runAll(pixie: string): Promise<void> {
  let incomplete = 0;
  console.log('script                                   widgets  tables     rows       ms');
  for await (const run of runOfficial(officialScripts(pixie))) {
    const rows = run.tables.reduce((sum, table) => sum + table.rows, 0);
    const empty = run.tables.filter((table) => table.rows === 0).map(({ name }) => name);
    const notes = [
      ...(run.failure === undefined ? [] : [run.failure]),
      ...run.mutation,
      ...(empty.length === 0 ? [] : [`no rows in ${empty.join(', ')}`]),
    ];
    if (notes.length > 0) incomplete += 1;
    console.log(
      `${run.name.padEnd(40)} ${String(run.widgets).padStart(7)} ${String(run.tables.length).padStart(7)} ${String(rows).padStart(8)} ${run.durationMs.toFixed(0).padStart(8)}  ${notes.join('; ').slice(0, 300)}`,
    );
  }
  console.log(`\n${String(incomplete)} scripts with a note`);
}

/** Exit code 1 when fewer rows agree than needed. */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      engine: { type: 'boolean', default: false },
      run: { type: 'boolean', default: false },
      results: { type: 'string' },
      dataset: { type: 'string' },
      answers: { type: 'string' },
      pixie: { type: 'string' },
    },
  });
  if (values.run) {
    if (values.pixie === undefined) throw new Error('--run needs --pixie DIR');
    await runAll(values.pixie);
    return;
  }
  if (values.results !== undefined) {
    if (values.dataset === undefined) throw new Error('--results needs --dataset FILE.json');
    const cases = readCases(values.results);
    const { results, seconds } = await timedCases(readText(values.dataset), cases);
    if (values.answers !== undefined) {
      writeFileSync(values.answers, results.map((result) => `${answerLine(result)}\n`).join(''));
    }
    report(values.results, results, seconds);
    return;
  }
  for (const { cases, dataset, neededPercent } of RECORDED) {
    const { results, seconds } = await timedCases(readOracleText(dataset), readAnswers(cases));
    if (report(cases, results, seconds) < neededPercent) process.exitCode = 1;
  }
}
