/**
 * Between columns and Parquet. All types are Parquet's own but two: UINT128 is a UUID, and bytes of
 * a STRING that are not UTF-8 are the private code points of store/quoting.ts.
 */
import type { Relation } from '#language';
import { quoteName, quoteString, SQL_TYPES } from '#engine';

/** Writes the rows of `table`, in their order. */
export function writeParquet(table: string, relation: Relation, path: string): string {
  const columns = relation.map(({ name, dataType }) => {
    const column = quoteName(name);
    // A UHUGEINT would become a DOUBLE and lose digits.
    return dataType === 'UINT128' ? `${uuidOf(column)} AS ${column}` : column;
  });
  // Parquet has no table without columns; none is recorded.
  return `COPY (SELECT ${columns.join(', ')} FROM ${table}) TO ${quoteString(path)} (FORMAT parquet, COMPRESSION zstd)`;
}

/** A query that gives the rows of a file as they were written. */
export function readParquet(relation: Relation, path: string): string {
  const columns = relation.map(({ name, dataType }) => {
    const column = quoteName(name);
    const value = dataType === 'UINT128' ? uint128Of(column) : `${column}::${SQL_TYPES[dataType]}`;
    return `${value} AS ${column}`;
  });
  return `SELECT ${columns.join(', ')} FROM read_parquet(${quoteString(path)})`;
}

const uuidOf = (column: string): string => `lpad(hex(${column}), 32, '0')::UUID`;
const uint128Of = (column: string): string =>
  `unhex(replace(${column}::VARCHAR, '-', ''))::BIT::UHUGEINT`;

/** A table with the columns of a relation. */
export function createTable(table: string, relation: Relation): string {
  const columns = relation.map(({ name, dataType }) => `${quoteName(name)} ${SQL_TYPES[dataType]}`);
  return `CREATE TABLE ${table} (${columns.join(', ')})`;
}
