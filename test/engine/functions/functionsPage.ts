/** docs/functions.md: what the tables of functions say, for those who write scripts. */
import { format, resolveConfig } from 'prettier';
import { bundledCatalog, type FunctionInfo } from '#language';
import { udtfOf } from '../../../engine/src/execute/udtfs.ts';
import { methodOf, remarkOn, type FunctionMethod } from '../../../engine/src/functions/methods.ts';

const METHODS: Readonly<Record<FunctionMethod, string>> = {
  sql: 'an expression of the database',
  guarded: 'an expression with guards, where the database alone would answer otherwise or fail',
  script: 'TypeScript; its answers are remembered, as values repeat',
  lookup: 'a look-up among the facts about the cluster',
  refused: 'not on a local cluster: a script that uses it is refused before it runs',
};

const INTRODUCTION = `# Functions on the local cluster

How the local cluster computes each of Pixie's functions, and where its answer can be another than a
real cluster's. Every function that runs is tested at the ends of what it takes, against recorded
answers of Pixie's engine where there are some.`;

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const nameCell = (name: string): string => `\`px.${name}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => row(...cells));
  return lines.join('\n');
}

const ofFunctions = (kind: FunctionInfo['kind']): string =>
  table(
    ['function', 'by', 'unlike a real cluster'],
    [...bundledCatalog().functions.values()]
      .filter((info) => info.kind === kind)
      .map((info) => [nameCell(info.name), methodOf(info), remarkOn(info) ?? ''])
      .toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1)),
  );

function tableFunctionRow(name: string): readonly string[] {
  const udtf = udtfOf(name) ?? { unavailable: 'it is not known' };
  if (typeof udtf === 'function') return [nameCell(name), 'rows', ''];
  if ('empty' in udtf) return [nameCell(name), 'no rows', udtf.empty];
  return [nameCell(name), 'refused', udtf.unavailable];
}

/** The page, in the format of the repository. */
export async function functionsPage(path: string): Promise<string> {
  const names = [...bundledCatalog().udtfs.keys()].toSorted();
  const text = [
    INTRODUCTION,
    Object.entries(METHODS)
      .map(([method, meaning]) => `- **${method}**: ${meaning}.`)
      .join('\n'),
    `## Scalar functions\n\n${ofFunctions('udf')}`,
    `## Aggregates\n\n${ofFunctions('uda')}`,
    `## Table functions\n\n${table(['function', 'gives', 'because'], names.map(tableFunctionRow))}`,
  ].join('\n\n');
  return format(text, { ...(await resolveConfig(path)), parser: 'markdown' });
}
