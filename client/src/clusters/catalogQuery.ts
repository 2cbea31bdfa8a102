/** Asks a cluster what tables and functions it has. */
import { cellOf } from '#protocol/cells';
import type { CatalogParams } from '#protocol/lsp';
import type { Runner, RunRequest } from '#protocol/run';

export type CatalogRows = NonNullable<CatalogParams['live']>['rows'];

/** Result table, and the table function that gives it. @see px.vizier.funcs.md_udtfs */
const SOURCES = {
  schemas: 'GetSchemas',
  udfs: 'GetUDFList',
  udas: 'GetUDAList',
  udtfs: 'GetUDTFList',
} as const;

const SCRIPT = [
  'import px',
  ...Object.entries(SOURCES).map(([name, udtf]) => `px.display(px.${udtf}(), '${name}')`),
].join('\n');

/** @throws Error when the cluster does not tell all of it. */
export async function queryCatalog(
  runner: Pick<Runner, 'run'>,
  clusterId: string,
  signal: AbortSignal,
): Promise<CatalogRows> {
  const rows: Record<keyof typeof SOURCES, (readonly string[])[]> = {
    ...{ schemas: [], udfs: [], udas: [], udtfs: [] },
  };
  const names = new Map<string, (readonly string[])[]>();
  const request: RunRequest = {
    ...{ clusterId, script: SCRIPT, execFuncs: [], mutation: false },
    queryName: 'tables and functions for the editor',
  };
  for await (const event of runner.run(request, signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind === 'cancelled') throw new Error('it did not answer in time');
    if (event.kind === 'table' && isSource(event.table.name)) {
      names.set(event.table.id, rows[event.table.name]);
    }
    if (event.kind !== 'batch') continue;
    const { tableId, rowCount, columns } = event.batch;
    for (let row = 0; row < rowCount; row += 1) {
      names.get(tableId)?.push(columns.map((column) => String(cellOf(column, row))));
    }
  }
  if (rows.schemas.length === 0) throw new Error('it lists no tables');
  return rows;
}

const isSource = (name: string): name is keyof typeof SOURCES => Object.hasOwn(SOURCES, name);

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
