/** Our rows beside the recorded ones of the real engine. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { doubleText } from '../../proto/src/jsonText.ts';
import { createEngine, openStore } from '../../engine/src/index.ts';
import { isOrdered, scoreTables, type RowScore } from '../engine/support/answerRows.ts';
import {
  answersOf,
  clusterOfDataset,
  ourTables,
  type Cell,
  type RecordedAnswer,
  type RecordedTable,
} from '../engine/support/oracleCluster.ts';
import { readOracleText } from './oracle.ts';

/** A difference that stays, and why. */
interface ListedDifference {
  readonly id: string;
  readonly reason: string;
}

export const listedDifferences = (): ReadonlyMap<string, string> =>
  new Map(
    (JSON.parse(readOracleText('engineDifferences.json')) as readonly ListedDifference[]).map(
      ({ id, reason }) => [id, reason],
    ),
  );

/** What names a case: its id, or the function with the types of its arguments. */
export const caseName = ({ id, function: name, args }: RecordedAnswer): string =>
  id ?? `${name ?? ''}(${(args ?? []).join(', ')})`;

export interface CaseResult {
  readonly answer: RecordedAnswer;
  readonly ours: readonly RecordedTable[];
  readonly score: RowScore;
}

/** Runs every case on a cluster of the dataset, one after the other. */
export async function runCases(
  dataset: string,
  answers: readonly RecordedAnswer[],
): Promise<readonly CaseResult[]> {
  const store = await openStore({ threads: 1 });
  const engine = createEngine({ store, clusters: [await clusterOfDataset(store, dataset)] });
  const results: CaseResult[] = [];
  try {
    for (const answer of answers) {
      try {
        const ours = await ourTables(engine, answer);
        results.push({ answer, ours, score: scoreTables(answer, ours, isOrdered(answer)) });
      } catch (error) {
        const { total } = scoreTables(answer, [], false);
        results.push({ answer, ours: [], score: { total, same: 0, difference: String(error) } });
      }
    }
  } finally {
    engine.dispose();
    store.dispose();
  }
  return results;
}

/** The answer with our rows in place of the recorded ones, as one line in the recorded format. */
export function answerLine({ answer, ours, score }: CaseResult): string {
  const { tables: recorded, ...rest } = answer;
  const failed = ours.length === 0 && recorded.length > 0 ? { error: score.difference } : {};
  const head = JSON.stringify({ ...rest, ...failed });
  return `${head.slice(0, -1)},"tables":[${ours.map(tableJson).join(',')}]}`;
}

function tableJson({ name, columns, rows }: RecordedTable): string {
  const lines = rows.map(
    (row) => `[${row.map((cell, at) => cellJson(cell, columns[at]?.type)).join(',')}]`,
  );
  return `{"name":${JSON.stringify(name)},"columns":${JSON.stringify(columns)},"rows":[${lines.join(',')}]}`;
}

/** Integers keep all their digits; what JSON has no number for is text. */
function cellJson(cell: Cell, type: string | undefined): string {
  if (typeof cell === 'bigint') return String(cell);
  if (type !== 'FLOAT64') return JSON.stringify(cell);
  const value = Number(cell);
  return Number.isFinite(value) ? doubleText(value) : JSON.stringify(String(value));
}

/** The text of a file, compressed or not. */
export function readText(path: string): string {
  const bytes = readFileSync(path);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
}

export const readCases = (path: string): readonly RecordedAnswer[] => answersOf(readText(path));
