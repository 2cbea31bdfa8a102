/** Asks a cluster what tables and functions it has. */
import { cellOf } from '#protocol/cells';
import type { TableMetadata } from '#protocol/batch';
import type { CatalogParams } from '#protocol/lsp';
import type { Runner, RunRequest } from '#protocol/run';

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

/** Of which nothing depends: a cluster may not tell them. */
const OPTIONAL: ReadonlySet<string> = new Set(['pattern_type', 'column_desc', 'executor']);

/** Rows of a result table when a script does not say otherwise. */
const MAX_ROWS = 10_000;

const SCRIPT = [
  'import px',
  ...Object.entries(SOURCES).map(([name, { udtf }]) => `px.display(px.${udtf}(), '${name}')`),
].join('\n');

/** @throws Error when the cluster does not tell all of it. */
export async function queryCatalog(
  runner: Pick<Runner, 'run'>,
  clusterId: string,
  signal: AbortSignal,
): Promise<CatalogRows> {
  const rows: Record<Source, (readonly string[])[]> = {
    schemas: [],
    udfs: [],
    udas: [],
    udtfs: [],
  };
  const tables = new Map<string, Reader>();
  const request: RunRequest = {
    clusterId,
    script: SCRIPT,
    execFuncs: [],
    mutation: false,
    queryName: 'tables and functions for the editor',
  };
  for await (const event of runner.run(request, signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind === 'cancelled') throw new Error('it did not answer in time');
    if (event.kind === 'table' && isSource(event.table.name)) {
      const { id, name, relation } = event.table;
      tables.set(id, { rows: rows[name], places: placesOf(name, relation) });
    }
    if (event.kind !== 'batch') continue;
    const { tableId, rowCount, columns } = event.batch;
    const table = tables.get(tableId);
    for (let row = 0; table !== undefined && row < rowCount; row += 1) {
      table.rows.push(
        table.places.map((place) => {
          const column = place === undefined ? undefined : columns[place];
          return column === undefined ? '' : String(cellOf(column, row));
        }),
      );
    }
  }
  if (rows.schemas.length === 0) throw new Error('it lists no tables');
  const cut = Object.values(rows).some((one) => one.length >= MAX_ROWS);
  if (cut) throw new Error('its lists are longer than a result');
  return rows;
}

interface Reader {
  readonly rows: (readonly string[])[];
  /** Where each cell is in the result; undefined for what the cluster does not tell. */
  readonly places: readonly (number | undefined)[];
}

function placesOf(source: Source, relation: Relation): Reader['places'] {
  const { udtf, columns } = SOURCES[source];
  return columns.map((name) => {
    const place = relation.findIndex((one) => one.name === name);
    if (place < 0 && !OPTIONAL.has(name)) throw new Error(`its ${udtf} has no column ${name}`);
    return place < 0 ? undefined : place;
  });
}

const isSource = (name: string): name is Source => Object.hasOwn(SOURCES, name);

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
