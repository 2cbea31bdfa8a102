/** Rows of recorded answers beside ours. */
import type { DataType } from '#language';
import type { Cell, RecordedAnswer, RecordedTable } from './oracleCluster.ts';

export interface RowScore {
  /** Rows that are there on either side. */
  readonly total: number;
  readonly same: number;
  /** The first difference in one line; undefined when there is none. */
  readonly difference: string | undefined;
}

/**
 * Whether rows are compared in their order. The order of groups, and of rows of a merge without a
 * match, is that of Carnot's hash tables, whose seed differs between tables: the recordings give
 * groups of the same keys in different orders.
 *
 * @see src/carnot/exec/row_tuple.h (AbslRowTupleHashMap) in pixie-io/pixie
 */
export const isOrdered = (answer: RecordedAnswer): boolean =>
  answer.order !== 'set' &&
  !answer.script.includes('.agg(') &&
  !/\.merge\(.*how='(?:left|right|outer)'/u.test(answer.script);

/** Compares the tables of an answer: doubles to 1e-9, quantiles to 0.5 %, the rest exactly. */
export function scoreTables(
  answer: RecordedAnswer,
  ours: readonly RecordedTable[],
  ordered: boolean,
): RowScore {
  const scores = answer.tables.map((table) =>
    scoreTable(
      table,
      ours.find(({ name }) => name === table.name),
      ordered,
    ),
  );
  const surplus = ours.filter(({ name }) => !answer.tables.some((table) => table.name === name));
  const sum = (of: (score: RowScore) => number): number =>
    scores.reduce((total, score) => total + of(score), 0);
  return {
    total: sum(({ total }) => total) + surplus.reduce((rows, table) => rows + table.rows.length, 0),
    same: sum(({ same }) => same),
    difference:
      scores.find(({ difference }) => difference !== undefined)?.difference ??
      (surplus.length === 0 ? undefined : `a table ${String(surplus[0]?.name)} nobody recorded`),
  };
}

function scoreTable(
  expected: RecordedTable,
  actual: RecordedTable | undefined,
  ordered: boolean,
): RowScore {
  const missing = (difference: string): RowScore => ({
    total: Math.max(expected.rows.length, actual?.rows.length ?? 0, 1),
    same: 0,
    difference: `${expected.name}: ${difference}`,
  });
  if (actual === undefined) return missing('the table is missing');
  const header = (table: RecordedTable): string =>
    table.columns.map((column) => `${column.name} ${column.type}`).join(', ');
  if (header(actual) !== header(expected)) {
    return missing(`columns: ${header(actual)} instead of ${header(expected)}`);
  }
  const types = expected.columns.map((column) => column.type);
  const pairs = ordered
    ? expected.rows.map((row, at): Pair => [row, actual.rows[at]])
    : matched(expected.rows, actual.rows, types);
  const wrong = pairs.findIndex(([row, own]) => own === undefined || !areEqual(row, own, types));
  const same = pairs.filter(([row, own]) => own !== undefined && areEqual(row, own, types)).length;
  const total = Math.max(expected.rows.length, actual.rows.length);
  if (same === total) return { total, same, difference: undefined };
  const counts = `${String(same)} of ${String(total)} rows agree`;
  const pair = pairs[wrong];
  const first =
    pair === undefined
      ? ''
      : `; row ${String(wrong)}: ${show(pair[1])} instead of ${show(pair[0])}`;
  return { total, same, difference: `${expected.name}: ${counts}${first}` };
}

type Row = readonly Cell[];
type Pair = readonly [Row, Row | undefined];

const show = (row: Row | undefined): string =>
  row === undefined
    ? 'no row'
    : `(${row.map((cell) => (typeof cell === 'string' ? JSON.stringify(cell) : String(cell))).join(', ')})`;

/** Pairs rows whatever their order: by what is equal exactly first, then by what is near. */
function matched(
  expected: readonly Row[],
  actual: readonly Row[],
  types: readonly DataType[],
): Pair[] {
  const left = new Map<string, Row[]>();
  for (const row of actual) {
    const key = exactKey(row, types);
    const known = left.get(key);
    if (known === undefined) left.set(key, [row]);
    else known.push(row);
  }
  return expected.map((row): Pair => {
    const candidates = left.get(exactKey(row, types)) ?? [];
    const at = candidates.findIndex((candidate) => areEqual(row, candidate, types));
    return [row, at < 0 ? undefined : candidates.splice(at, 1)[0]];
  });
}

const exactKey = (row: Row, types: readonly DataType[]): string =>
  row
    .map((cell, at) => {
      if (types[at] === 'FLOAT64') return '';
      return hasQuantiles(cell) ? cell.replace(NUMBERS, '#') : String(cell);
    })
    .join('\u0000');

const areEqual = (expected: Row, ours: Row, types: readonly DataType[]): boolean =>
  expected.every((cell, at) => isEqual(cell, ours[at], types[at]));

const NUMBERS = /(?<![p\d])-?\d[\d.e+-]*/gu;
const hasQuantiles = (cell: Cell): cell is string =>
  typeof cell === 'string' && cell.includes('{"p01":');

function isEqual(expected: Cell, ours: Cell | undefined, type: DataType | undefined): boolean {
  if (ours === undefined) return false;
  if (type === 'FLOAT64') return isNear(Number(expected), Number(ours), 1e-9);
  if (hasQuantiles(expected) && hasQuantiles(ours)) return isNearText(expected, ours);
  return String(expected) === String(ours);
}

/** Estimates anywhere in a text agree to half a percent, the rest exactly. */
function isNearText(expected: string, ours: string): boolean {
  const numbers = (text: string): number[] => (text.match(NUMBERS) ?? []).map(Number);
  const actual = numbers(ours);
  return (
    expected.replace(NUMBERS, '#') === ours.replace(NUMBERS, '#') &&
    numbers(expected).every((value, index) => isNear(value, actual[index] ?? NaN, 0.005))
  );
}

function isNear(expected: number, ours: number, tolerance: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(ours);
  return expected === ours || Math.abs(expected - ours) <= tolerance * Math.abs(expected);
}
