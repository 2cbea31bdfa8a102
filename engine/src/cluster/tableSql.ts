/** Small pieces of SQL text. */
import type { DataType, Relation } from '#language';
import { quoteName, quoteString } from '../store/quoting.ts';

const SQL_TYPES: Readonly<Record<DataType, string>> = {
  BOOLEAN: 'BOOLEAN',
  INT64: 'BIGINT',
  TIME64NS: 'BIGINT',
  UINT128: 'UHUGEINT',
  FLOAT64: 'DOUBLE',
  STRING: 'VARCHAR',
};

/** A value as a SQL literal. */
function literal(value: string | number | bigint | boolean): string {
  return typeof value === 'string' ? quoteString(value) : value.toString();
}
/** `("a" BIGINT, …)` for a table of this relation. */
export function columnDefinitions(relation: Relation): string {
  const columns = relation.map(({ name, dataType }) => `${quoteName(name)} ${SQL_TYPES[dataType]}`);
  return `(${columns.join(', ')})`;
}
/** A table made of the given rows; names and types are taken from the first one. */
export function createTableOf(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | bigint | boolean)[])[],
): string {
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(',\n');
  const names = columns.map(quoteName).join(', ');
  return `CREATE OR REPLACE TABLE ${table} AS SELECT * FROM (VALUES ${values}) AS v(${names})`;
}
