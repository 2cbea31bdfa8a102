/** The command behind `npm run conformance`; scripts/conformance.mjs bundles and runs it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundledCatalog } from '#language';
import {
  answered,
  answerOf,
  knownDifferences,
  reasonFor,
  score,
  type Answer,
  type Score,
} from './conformance.ts';
import { readCases } from './conformanceCases.ts';
import { oracleCases, type OracleCase } from './oracle.ts';
import { printOfficial } from './officialScripts.ts';
import { printOfficialVis } from './visConformance.ts';

function print({ counts, differences }: Score, all: boolean): void {
  for (const [measure, { same, total }] of counts) {
    const rate = total === 0 ? 100 : (100 * same) / total;
    console.log(
      `${measure.padEnd(18)} ${String(same).padStart(5)} / ${String(total).padEnd(5)} ${rate.toFixed(2)} %`,
    );
  }
  const known = knownDifferences();
  const shown = all ? differences : differences.slice(0, 40);
  for (const difference of shown) {
    const { id, measure, wanted, got } = difference;
    console.log(`\n${id} ${measure}\n  real ${wanted.slice(0, 600)}\n  ours ${got.slice(0, 600)}`);
    console.log(`  why  ${reasonFor(difference, known) ?? 'not known yet'}`);
  }
  if (!all && differences.length > 40)
    console.log(`\n… ${String(differences.length - 40)} more; --all lists them.`);
}

/** Our answer to each case; a case that cannot be answered is told and the others go on. */
function answerAll(
  cases: readonly OracleCase[],
  complain: (what: string) => void,
): readonly { readonly one: OracleCase; readonly answer: Answer }[] {
  const catalog = bundledCatalog();
  return cases.map((one) => {
    try {
      return { one, answer: answerOf(one, catalog) };
    } catch (error) {
      const status = `internal error: ${error instanceof Error ? error.message : String(error)}`;
      complain(`${one.id}: ${status}`);
      return { one, answer: { id: one.id, ok: false, errors: [], status, tables: [] } };
    }
  });
}

function answerFile(file: string, answersFile: string | undefined, all: boolean): void {
  const { cases, complaints } = readCases(readFileSync(file, 'utf8'));
  const failures: string[] = [...complaints];
  const pairs = answerAll(cases, (what) => failures.push(what));
  const lines = pairs.map(({ answer }) => JSON.stringify(answer)).join('\n');
  if (answersFile === undefined) console.log(lines);
  else writeFileSync(answersFile, `${lines}\n`);
  for (const failure of failures) console.error(`${file}: ${failure}`);
  console.error(`${String(pairs.length)} cases answered`);
  const recorded = pairs.filter(({ one }) => typeof one.ok === 'boolean');
  if (answersFile !== undefined && recorded.length > 0) print(score(recorded), all);
  if (failures.length > 0) process.exitCode = 1;
}

export function main(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string' },
      answers: { type: 'string' },
      pixie: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  });
  if (values.cases !== undefined) answerFile(values.cases, values.answers, values.all);
  else if (values.pixie !== undefined) {
    printOfficial(values.pixie);
    printOfficialVis(values.pixie);
  } else print(score(answered(oracleCases())), values.all);
}
