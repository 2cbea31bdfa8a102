/** docs/functions.md: what the tables of functions say, for those who write scripts. */
import { format, resolveConfig } from 'prettier';
import { bundledCatalog, type FunctionInfo } from '#language';
import { udtfOf } from '../../../engine/src/execute/udtfs.ts';
import { methodOf, remarkOn, type FunctionMethod } from '../../../engine/src/functions/methods.ts';

const METHODS: Readonly<Record<FunctionMethod, string>> = {
  sql: 'computed by the database',
  guarded:
    'computed by the database, with checks where the database alone would answer differently or fail',
  script: 'computed in TypeScript; answers are cached, because values repeat',
  lookup: "looked up in the cluster's metadata",
  refused: 'not available on a local cluster, which rejects the script before it runs',
};

const INTRODUCTION = `# Functions on the local cluster

How the local cluster computes each of Pixie's functions, and where its answer can differ from a real
cluster's. Every function that runs is tested with extreme inputs, and against recorded answers of
Pixie's engine where there are any.`;

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const nameCell = (name: string): string => `\`px.${name}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => row(...cells));
  return lines.join('\n');
}

const ofFunctions = (kind: FunctionInfo['kind']): string =>
  table(
    ['function', 'by', 'difference from a real cluster'],
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
