/** A recording as a cluster: its tables are views over its files, its clock stands at its end. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundledCatalog, type Catalog } from '#language';
import {
  type ClusterMetadata,
  type EngineCluster,
  fixedClock,
  quoteName,
  type Store,
  StoreError,
} from '#engine';
import type { Manifest, RecordedTable } from '#protocol/recording';
import { readManifest, recordingFailure } from './recording/format.ts';
import { METADATA_RELATIONS, metadataFile, metadataOfTables } from './recording/metadataTables.ts';
import { readParquet } from './recording/parquet.ts';

const DAMAGED = 'Copy the recording again, or make it anew with "pxl record".';

/** @throws RunFailure when the folder is no recording that can be read. The store must be allowed to. */
export async function openRecording(store: Store, folder: string): Promise<EngineCluster> {
  const manifest = await readManifest(folder);
  const metadata = await readMetadata(store, folder);
  const schema = `recording_${manifest.id.replaceAll('-', '')}`;
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  const ready = new Set<string>();
  await store.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
  return {
    id: manifest.id,
    alias: basename(folder),
    schema,
    clock: fixedClock(manifest.endNs),
    catalog: catalogOf(manifest),
    retentionNs: manifest.endNs - manifest.startNs,
    info: () =>
      Promise.resolve({
        id: manifest.id,
        name: manifest.name,
        status: 'HEALTHY',
        statusMessage: statusOf(manifest),
        vizierVersion: manifest.source.vizierVersion,
        nodeCount: Math.max(1, metadata.nodes.length),
        instrumentedNodeCount: Math.max(1, metadata.nodes.length),
        lastHeartbeatNs: -1n,
        simulated: manifest.source.simulated,
      }),
    metadata: () => metadata,
    prepare: async (_store, name, _startNs, _endNs, signal) => {
      signal.throwIfAborted();
      const table = tables.get(name);
      if (table === undefined) throw new Error(`The recording has no table ${name}.`);
      if (ready.has(name)) return;
      const view = `${quoteName(schema)}.${quoteName(name)}`;
      await showTable(store, folder, table, view, signal);
      ready.add(name);
    },
    dispose: () => undefined,
  };
}

/** The functions this engine knows, with the recording's tables. */
function catalogOf({ tables }: Manifest): Catalog {
  const bundled = bundledCatalog();
  return {
    ...bundled,
    tables: new Map(
      tables.map(({ name, description, columns }) => {
        const known = bundled.tables.get(name);
        // Names of an enum's values do not cross the wire; those of Pixie's own tables are known.
        const relation = columns.map((column) => {
          const same = known?.relation.find((one) => one.name === column.name);
          return { ...column, values: same?.values };
        });
        return [name, { name, description: description || (known?.description ?? ''), relation }];
      }),
    ),
  };
}

function statusOf({ source, startNs, endNs, redaction, tables }: Manifest): string {
  const text = (ns: bigint) => new Date(Number(ns / 1_000_000n)).toISOString();
  const cut = tables.filter(({ truncated }) => truncated).map(({ name }) => name);
  return [
    `Recorded from ${source.clusterName}, ${text(startNs)} to ${text(endNs)}.`,
    ...(redaction === 'none' ? [] : [`Redacted: ${redaction}.`]),
    ...(cut.length === 0 ? [] : [`Cut off at the limit of rows: ${cut.join(', ')}.`]),
  ].join(' ');
}

async function showTable(
  store: Store,
  folder: string,
  { name, file, rows, columns }: RecordedTable,
  view: string,
  signal: AbortSignal,
): Promise<void> {
  const path = join(folder, file);
  if (!existsSync(path)) {
    throw recordingFailure(folder, `is incomplete: ${file} with ${name} is missing`, DAMAGED);
  }
  try {
    const [row] = await store.all(
      `SELECT count(*) AS n FROM (${readParquet(columns, path)})`,
      signal,
    );
    if (row?.['n'] !== BigInt(rows)) throw new StoreError('rows are missing', '');
    await store.run(`CREATE OR REPLACE VIEW ${view} AS ${readParquet(columns, path)}`, signal);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw recordingFailure(folder, `is damaged: ${file} cannot be read: ${error.message}`, DAMAGED);
  }
}

async function readMetadata(store: Store, folder: string): Promise<ClusterMetadata> {
  const stored = new Map<string, readonly Readonly<Record<string, unknown>>[]>();
  for (const [name, relation] of METADATA_RELATIONS) {
    const file = metadataFile(name);
    const path = join(folder, file);
    if (!existsSync(path))
      throw recordingFailure(folder, `is incomplete: ${file} is missing`, DAMAGED);
    try {
      stored.set(name, await store.all(readParquet(relation, path)));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw recordingFailure(
        folder,
        `is damaged: ${file} cannot be read: ${error.message}`,
        DAMAGED,
      );
    }
  }
  return metadataOfTables(stored);
}
