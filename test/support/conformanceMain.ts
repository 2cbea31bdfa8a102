/** The command behind `npm run conformance`; scripts/conformance.mjs bundles and runs it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundledCatalog } from '#language';
import { answerOf, score, type Score } from './conformance.ts';
import { printOfficialVis } from './visConformance.ts';
import { oracleCases, readOracleText, type OracleCase } from './oracle.ts';

interface OfficialCase extends OracleCase {
  readonly name: string;
}

function officialCases(pixie: string): readonly OfficialCase[] {
  const recorded = JSON.parse(readOracleText('official.json')) as readonly (Omit<
    OracleCase,
    'id' | 'script'
  > & {
    readonly script: string;
  })[];
  return recorded.map(({ script: path, ...answer }) => ({
    ...answer,
    id: path,
    name: path,
    script: readFileSync(`${pixie}/src/pxl_scripts/${path}`, 'utf8'),
  }));
}

function print({ counts, differences }: Score, all: boolean): void {
  for (const [measure, { same, total }] of counts) {
    const rate = total === 0 ? 100 : (100 * same) / total;
    console.log(
      `${measure.padEnd(18)} ${String(same).padStart(5)} / ${String(total).padEnd(5)} ${rate.toFixed(2)} %`,
    );
  }
  for (const { id, measure, wanted, got } of all ? differences : differences.slice(0, 40)) {
    console.log(`\n${id} ${measure}\n  real ${wanted.slice(0, 600)}\n  ours ${got.slice(0, 600)}`);
  }
  if (!all && differences.length > 40)
    console.log(`\n… ${String(differences.length - 40)} more; --all lists them.`);
}

export function main(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ cases: { type: 'string' }, answers: { type: 'string' }, pixie: { type: 'string' } },
      all: { type: 'boolean', default: false },
    },
  });
  if (values.cases !== undefined) {
    const catalog = bundledCatalog();
    const cases = readFileSync(values.cases, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as OracleCase);
    const answers = cases.map((one) => JSON.stringify(answerOf(one, catalog)));
    if (values.answers === undefined) console.log(answers.join('\n'));
    else writeFileSync(values.answers, `${answers.join('\n')}\n`);
    console.log(`${String(answers.length)} cases answered`);
    return;
  }
  const cases = values.pixie === undefined ? oracleCases() : officialCases(values.pixie);
  print(score(cases), values.all);
  if (values.pixie !== undefined) printOfficialVis(values.pixie);
}
