/** Makes a recording: runs a script per table on any cluster and stores the rows as Parquet. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Relation } from '#language';
import { runError } from '#protocol/errors';
import { RunFailure, type ClusterInfo } from '#protocol/run';
import { type ClusterMetadata, openPlainStore, RowsBuilder, type Store } from '#engine';
import {
  manifestText,
  MANIFEST_FILE,
  type Manifest,
  type RecordedTable,
  type Redaction,
} from '#protocol/recording';
import { recordingFailure } from './format.ts';
import { askMetadata } from './askMetadata.ts';
import { metadataFile, metadataTables } from './metadataTables.ts';
import { createTable, writeParquet } from './parquet.ts';
import { readmeText } from './readme.ts';
import { eventsOf, rowsOf, tableScript, type Recorded } from './recordedQuery.ts';

export interface RecordOptions extends Recorded {
  /** Must not exist yet, or be empty. Appears when the recording is complete. */
  readonly folder: string;
  readonly name: string | undefined;
  /** Names of tables; all the cluster has without. */
  readonly tables: readonly string[] | undefined;
  /** How far back from now, ns. */
  readonly lengthNs: bigint;
  /** Rows of a table beyond this are left out, and the manifest says so. */
  readonly maxRows: number;
  readonly redaction: Redaction;
  /** Facts about the cluster where they are at hand; else they are asked for with scripts. */
  readonly metadata: ClusterMetadata | undefined;
  /** One line per finished table. */
  readonly onProgress: (text: string) => void;
}

const SCHEMAS = "import px\npx.display(px.GetSchemas(), 'schemas')\n";
const NOW = 'import px\ndf = px.GetTables().head(1)\ndf.now = px.now()\npx.display(df)\n';

/** @throws RunFailure from the cluster or about the folder; AbortError when cancelled. */
export async function record(options: RecordOptions, signal: AbortSignal): Promise<Manifest> {
  const folder = resolve(options.folder);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    const what = 'cannot be written: the folder is not empty';
    throw recordingFailure(folder, what, 'Name a folder that does not exist yet.');
  }
  const partial = join(dirname(folder), `.${randomUUID()}.recording`);
  try {
    await mkdir(join(partial, 'tables'), { recursive: true });
    await mkdir(join(partial, 'metadata'));
    const store = await openPlainStore({ folders: [partial] });
    let manifest: Manifest;
    try {
      manifest = await recordInto(store, partial, options, signal);
    } finally {
      store.dispose();
    }
    await writeFile(join(partial, 'README.md'), readmeText(manifest));
    await writeFile(join(partial, MANIFEST_FILE), manifestText(manifest));
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function recordInto(
  store: Store,
  folder: string,
  options: RecordOptions,
  signal: AbortSignal,
): Promise<Manifest> {
  const cluster = await clusterOf(options, signal);
  const endNs = await nowOf(options, signal);
  const startNs = endNs - options.lengthNs;
  const schemas = await schemasOf(options, signal);
  const names = options.tables ?? [...schemas.keys()];
  const tables: RecordedTable[] = [];
  for (const name of names) {
    const columns = schemas.get(name);
    if (columns === undefined) throw unknownTable(name, [...schemas.keys()]);
    const range = { table: name, columns, startNs, endNs };
    const query = { ...range, maxRows: options.maxRows, redaction: options.redaction };
    const script = tableScript(query);
    const file = `tables/${name.replaceAll(/[^\w.-]/g, '_')}.parquet`;
    const stored = await recordTable(store, join(folder, file), { options, script, signal });
    const truncated = stored.rows >= options.maxRows;
    tables.push({ name, file, truncated, description: '', ...stored });
    options.onProgress(
      `${name}: ${String(stored.rows)} rows${truncated ? ', cut off at the limit' : ''}`,
    );
  }
  const metadata =
    options.metadata ?? (await askMetadata(options, { tables, startNs, endNs }, signal));
  await writeMetadata(store, folder, redacted(metadata, options.redaction));
  return {
    id: randomUUID(),
    name: options.name ?? `${cluster.name} (recorded)`,
    recordedAt: new Date().toISOString(),
    source: {
      clusterId: cluster.id,
      clusterName: cluster.name,
      vizierVersion: cluster.vizierVersion,
      simulated: cluster.simulated,
    },
    startNs,
    endNs,
    redaction: options.redaction,
    tables,
  };
}

async function clusterOf(
  { runner, clusterId }: Recorded,
  signal: AbortSignal,
): Promise<Pick<ClusterInfo, 'id' | 'name' | 'simulated' | 'vizierVersion'>> {
  const clusters = await runner.listClusters(signal);
  const found = clusters.find(({ id }) => id === clusterId);
  return found ?? { id: clusterId, name: clusterId, simulated: false, vizierVersion: '' };
}

/** The cluster's own clock decides what "now" is. */
async function nowOf(recorded: Recorded, signal: AbortSignal): Promise<bigint> {
  const [row] = await rowsOf(recorded, NOW, signal);
  const now = row?.['now'];
  if (typeof now !== 'bigint') throw noTables();
  return now;
}

async function schemasOf(
  recorded: Recorded,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly (readonly [string, string])[]>> {
  const schemas = new Map<string, (readonly [string, string])[]>();
  for (const row of await rowsOf(recorded, SCHEMAS, signal)) {
    const name = String(row['table_name']);
    const column = [String(row['column_name']), String(row['column_type'])] as const;
    schemas.set(name, [...(schemas.get(name) ?? []), column]);
  }
  return schemas;
}

async function recordTable(
  store: Store,
  path: string,
  run: { options: Recorded; script: string; signal: AbortSignal },
): Promise<{ readonly rows: number; readonly columns: Relation }> {
  let columns: Relation = [];
  let rows = 0;
  await store.run('DROP TABLE IF EXISTS rows');
  for await (const event of eventsOf(run.options, run.script, run.signal)) {
    if (event.kind === 'table') {
      columns = event.table.relation;
      await store.run(createTable('rows', columns));
    } else if (event.kind === 'batch' && event.batch.rowCount > 0) {
      await store.append('rows', event.batch);
      rows += event.batch.rowCount;
    }
  }
  await store.run(writeParquet('rows', columns, path), run.signal);
  await store.run('DROP TABLE rows');
  return { rows, columns };
}

async function writeMetadata(store: Store, folder: string, metadata: ClusterMetadata) {
  for (const { name, relation, rows } of metadataTables(metadata)) {
    const builder = new RowsBuilder(relation);
    for (const row of rows) builder.add(row);
    await store.run(createTable('facts', relation));
    await store.append('facts', builder.toRows());
    await store.run(writeParquet('facts', relation, join(folder, metadataFile(name))));
    await store.run('DROP TABLE facts');
  }
}

/** Arguments of a command line are what users typed; the program's name stays. */
function redacted(metadata: ClusterMetadata, redaction: Redaction): ClusterMetadata {
  if (redaction === 'none') return metadata;
  return {
    ...metadata,
    processes: metadata.processes.map((process) => ({
      ...process,
      cmdline: process.cmdline.split(' ', 1)[0] ?? '',
    })),
  };
}

const unknownTable = (name: string, known: readonly string[]): RunFailure =>
  new RunFailure(
    runError('request', `The cluster has no table ${name}.`, `It has ${known.join(', ')}.`),
  );

const noTables = (): RunFailure =>
  new RunFailure(
    runError(
      'cluster',
      'The cluster has no tables to record.',
      'Choose a cluster that collects data.',
    ),
  );
