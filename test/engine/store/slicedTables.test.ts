/** Stored rows: what is kept and dropped, and what becomes of them when a process ends anyhow. */
import { spawn } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../engine/src/store/duckdbStore.ts';
import { SlicedTables } from '../../../engine/src/store/slicedTables.ts';
import type { Store } from '../../../engine/src/store/store.ts';
import { numbered, SLICE_NS, TABLES } from './slicedRows.ts';

let root: string;
let folder: string;
let notices: string[];
const stores: Store[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pxl-slices-'));
  folder = join(root, 'kept');
  notices = [];
});
afterEach(() => {
  closeAll();
  rmSync(root, { recursive: true, force: true });
});

function closeAll(): void {
  for (const store of stores.splice(0)) store.dispose();
}

async function opened(
  options: { retentionNs?: bigint; quotaBytes?: number; tables?: typeof TABLES } = {},
) {
  const store = await openStore({ threads: 1, folders: [root] });
  stores.push(store);
  const tables = await SlicedTables.open(store, {
    schema: 'kept',
    tables: options.tables ?? TABLES,
    sliceNs: SLICE_NS,
    retentionNs: options.retentionNs ?? 10n ** 18n,
    quotaBytes: options.quotaBytes ?? 2 ** 30,
    folder,
    onNotice: (text) => notices.push(text),
  });
  if (tables === undefined) throw new Error(notices.join('\n'));
  return { store, tables };
}

/** Numbers of the rows that are readable, as `first-last` with their count. */
async function rowsOf(store: Store): Promise<string> {
  const [row] = await store.all(
    `SELECT count(*) AS n, min(time_) AS low, max(time_) AS high FROM kept.events
     WHERE name = 'row ' || time_`,
  );
  const { n, low, high } = Object(row) as Record<string, unknown>;
  return n === 0n ? 'none' : `${String(n)}: ${String(low)}-${String(high)}`;
}

const slices = (): string[] =>
  readdirSync(join(folder, '1')).filter((name) => name.endsWith('.slice'));

describe('rows', () => {
  test('of several slices are one table', async () => {
    const { store, tables } = await opened();
    expect(await rowsOf(store)).toBe('none');
    await tables.append('events', numbered(0, 5), 0n);
    await tables.append('events', numbered(5, 5), SLICE_NS);
    await tables.append('events', numbered(10, 5), SLICE_NS + 1n);
    expect(await rowsOf(store)).toBe('15: 0-14');
    expect(notices).toEqual([]);
  });

  test('too old are dropped, slice by slice', async () => {
    const { store, tables } = await opened({ retentionNs: 2n * SLICE_NS });
    for (let slice = 0; slice < 6; slice += 1) {
      await tables.append('events', numbered(10 * slice, 10), BigInt(slice) * SLICE_NS);
    }
    expect(await rowsOf(store)).toBe('40: 20-59');
  });

  test('that take too much room are dropped, the oldest first', async () => {
    const quotaBytes = 4 * 2 ** 20;
    const { store, tables } = await opened({ quotaBytes });
    // Within one slice of time: the room alone makes new slices.
    for (let turn = 0; turn < 40; turn += 1) {
      await tables.append('events', numbered(20_000 * turn, 20_000), BigInt(turn));
    }
    const [row] = await store.all('SELECT min(time_) AS low, max(time_) AS high FROM kept.events');
    expect(row).toMatchObject({ high: 799_999n });
    expect(row?.['low']).toBeGreaterThan(0n);
    expect(slices().length).toBeLessThan(6);
  });

  test('appended at the same time all arrive', async () => {
    const { store, tables } = await opened();
    await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        tables.append('events', numbered(10 * turn, 10), BigInt(turn) * 300n),
      ),
    );
    expect(await rowsOf(store)).toBe('200: 0-199');
  });
});

describe('another process', () => {
  test('finds the rows of one that ended well', async () => {
    const { tables } = await opened();
    await tables.append('events', numbered(0, 10), 0n);
    closeAll();
    const { store } = await opened();
    expect(await rowsOf(store)).toBe('10: 0-9');
  });

  test.each([1, 7, 60])(
    'finds all acknowledged rows of one killed after %d appends',
    async (appends) => {
      const acknowledged = await killedAfter(appends);
      const { store, tables } = await opened();
      const [row] = await store.all('SELECT count(*) AS n FROM kept.events');
      // The last append may have been done though not yet told.
      expect(row?.['n']).toBeGreaterThanOrEqual(BigInt(acknowledged));
      expect(await rowsOf(store)).toBe(
        `${String(row?.['n'])}: 0-${String(Number(row?.['n']) - 1)}`,
      );
      expect(notices).toEqual([]);
      await tables.append('events', numbered(0, 1), 10n ** 9n);
    },
  );

  test('beside a living one keeps its own, and adopts what is left behind', async () => {
    const living = await startChild();
    await living.rows(3);
    const { store, tables } = await opened();
    expect(await rowsOf(store)).toBe('none');
    await tables.append('events', numbered(0, 4), 0n);
    expect(await rowsOf(store)).toBe('4: 0-3');
    expect(notices).toEqual([]);
    const total = await living.kill();
    closeAll();
    const after = await opened();
    const [row] = await after.store.all('SELECT count(*) AS n FROM kept.events');
    expect(row?.['n']).toBeGreaterThanOrEqual(BigInt(total + 4));
    expect(notices).toEqual([]);
  });
});

describe('a file that cannot be read', () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['is no database', (path) => writeFileSync(path, 'not a database'.repeat(1000))],
    ['is cut off', (path) => truncateSync(path, 9000)],
    ['is empty', (path) => truncateSync(path, 0)],
    ['has a damaged block', (path) => flip(path, 12_288, 60_000)],
    ['is of a newer version', (path) => newer(path)],
  ];
  test.each(damages)('that %s is set aside with a message, the others stay', async (_, damage) => {
    const { tables } = await opened();
    await tables.append('events', numbered(0, 20_000), 0n);
    await tables.append('events', numbered(20_000, 5), SLICE_NS);
    closeAll();
    const [first = ''] = slices();
    damage(join(folder, '1', first));
    const before = readFileSync(join(folder, '1', first));

    const { store, tables: again } = await opened();
    expect(await rowsOf(store)).toBe('5: 20000-20004');
    expect(notices).toHaveLength(1);
    const aside = join(folder, '1', 'set-aside', first);
    expect(notices[0]).toContain(aside);
    expect(readFileSync(aside).equals(before)).toBe(true);
    await again.append('events', numbered(20_005, 5), 2n * SLICE_NS);
    expect(await rowsOf(store)).toBe('10: 20000-20009');
  });
});

test('rows whose columns are other ones now are set aside', async () => {
  const other = [...TABLES].map(([name, relation]) => {
    const renamed = relation.map((column) =>
      column.name === 'name' ? { ...column, name: 'label' } : column,
    );
    return [name, renamed] as const;
  });
  const { tables } = await opened({ tables: new Map(other) });
  await tables.append('events', numbered(0, 10), 0n);
  const [kept = ''] = slices();
  closeAll();
  const { store } = await opened();
  expect(await rowsOf(store)).toBe('none');
  expect(notices).toHaveLength(1);
  expect(notices[0]).toContain(join(folder, '1', 'set-aside', kept));
  closeAll();
  // The version that wrote them could read them there still.
  const reader = await openStore({ threads: 1, folders: [root] });
  stores.push(reader);
  await reader.run(`ATTACH '${join(folder, '1', 'set-aside', kept)}' AS aside`);
  expect(await reader.all('SELECT count(label) AS n FROM aside.events')).toEqual([{ n: 10n }]);
});

function flip(path: string, from: number, to: number): void {
  const bytes = readFileSync(path);
  for (let at = from; at < Math.min(to, bytes.length); at += 97)
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

/** Raises the storage version in the main header, where DuckDB looks first. */
function newer(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeBigUInt64LE(9_999n, 12);
  writeFileSync(path, bytes);
}

interface Child {
  /** Resolves when that many appends are acknowledged. */
  rows(appends: number): Promise<void>;
  /** Kills it as `kill -9` does. @returns the rows it had acknowledged. */
  kill(): Promise<number>;
}

async function startChild(): Promise<Child> {
  const script = join(root, 'child.cjs');
  await build({
    entryPoints: ['test/engine/store/keepRowsMain.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    external: ['@duckdb/node-bindings', '@duckdb/node-bindings-*'],
  });
  const env = { ...process.env, NODE_PATH: join(process.cwd(), 'node_modules') };
  const child = spawn(process.execPath, [script, folder], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    for (const wake of waiting.splice(0)) wake();
  });
  let ended = false;
  child.once('close', () => {
    ended = true;
    for (const wake of waiting.splice(0)) wake();
  });
  const lines = () => told.split('\n').slice(0, -1);
  return {
    rows: async (appends) => {
      while (lines().length < appends) {
        if (ended) throw new Error('the child ended by itself');
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    kill: () =>
      new Promise((resolve) => {
        child.once('close', () => {
          resolve(Number(lines().at(-1) ?? '0'));
        });
        child.kill('SIGKILL');
      }),
  };
}

async function killedAfter(appends: number): Promise<number> {
  const child = await startChild();
  await child.rows(appends);
  return child.kill();
}
