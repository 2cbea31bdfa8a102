/** Asks a cluster what tables and functions it has. */
import type { TableMetadata } from '#protocol/batch';
import type { CatalogParams } from '#protocol/lsp';
import { RunFailure, type Runner, type RunRequest } from '#protocol/run';
import { collectTables, type CollectedTable } from '#rows';

export type CatalogRows = NonNullable<CatalogParams['live']>['rows'];

/**
 * Result table, the table function that gives it and the columns that are read. They are found by
 * name: older clusters have no `pattern_type`, which moves the description.
 *
 * @see pixie-io/pixie src/vizier/funcs/md_udtfs/md_udtfs_impl.h
 */
const SOURCES = {
  schemas: {
    udtf: 'GetSchemas',
    columns: ['table_name', 'column_name', 'column_type', 'pattern_type', 'column_desc'],
  },
  udfs: { udtf: 'GetUDFList', columns: ['name', 'return_type', 'args'] },
  udas: { udtf: 'GetUDAList', columns: ['name', 'return_type', 'args'] },
  udtfs: { udtf: 'GetUDTFList', columns: ['name', 'executor', 'init_args', 'output_relation'] },
} as const;
type Relation = TableMetadata['relation'];
type Source = keyof typeof SOURCES;

/** Nothing depends on these: a cluster may leave them out. */
const OPTIONAL: ReadonlySet<string> = new Set(['pattern_type', 'column_desc', 'executor']);

/** Rows of a result table when a script does not say otherwise. */
const MAX_ROWS = 10_000;

const SCRIPT = [
  'import px',
  ...Object.entries(SOURCES).map(([name, { udtf }]) => `px.display(px.${udtf}(), '${name}')`),
].join('\n');

/** @throws Error when the cluster does not list all of it. */
export async function queryCatalog(
  runner: Pick<Runner, 'run'>,
  clusterId: string,
  signal: AbortSignal,
): Promise<CatalogRows> {
  const request: RunRequest = {
    clusterId,
    script: SCRIPT,
    execFuncs: [],
    mutation: false,
    queryName: 'tables and functions for the editor',
  };
  const tables = await answersOf(runner.run(request, signal), signal);
  const rows = {
    schemas: textsOf('schemas', tables),
    udfs: textsOf('udfs', tables),
    udas: textsOf('udas', tables),
    udtfs: textsOf('udtfs', tables),
  };
  if (rows.schemas.length === 0) throw new Error('it lists no tables');
  const cut = Object.values(rows).some((one) => one.length >= MAX_ROWS);
  if (cut) throw new Error('its lists are longer than a result');
  return rows;
}

async function answersOf(
  ...run: Parameters<typeof collectTables>
): Promise<readonly CollectedTable[]> {
  try {
    return await collectTables(...run);
  } catch (error) {
    if (error instanceof RunFailure) throw new Error(error.message, { cause: error });
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw new Error('it did not answer in time', { cause: error });
    }
    throw error;
  }
}

/** Rows of a result table with the columns in the order of `SOURCES`. */
function textsOf(source: Source, tables: readonly CollectedTable[]): (readonly string[])[] {
  return tables.flatMap(({ name, relation, rows }) => {
    if (name !== source) return [];
    const places = placesOf(source, relation);
    return rows.map((cells) =>
      places.map((place) => (place === undefined ? '' : String(cells[place] ?? ''))),
    );
  });
}

/** Where each cell is in the result; undefined for what the cluster does not list. */
function placesOf(source: Source, relation: Relation): readonly (number | undefined)[] {
  const { udtf, columns } = SOURCES[source];
  return columns.map((name) => {
    const place = relation.findIndex((one) => one.name === name);
    if (place < 0 && !OPTIONAL.has(name)) throw new Error(`its ${udtf} has no column ${name}`);
    return place < 0 ? undefined : place;
  });
}

/** Rows that were kept in a file; undefined for anything else. */
export function catalogRowsOf(value: unknown): CatalogRows | undefined {
  const { schemas, udfs, udas, udtfs } = Object(value) as Record<string, unknown>;
  return isTable(schemas) && isTable(udfs) && isTable(udas) && isTable(udtfs)
    ? { schemas, udfs, udas, udtfs }
    : undefined;
}

const isTable = (value: unknown): value is readonly (readonly string[])[] =>
  Array.isArray(value) &&
  value.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === 'string'));
