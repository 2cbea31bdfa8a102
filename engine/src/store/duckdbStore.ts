/** The store over DuckDB, in memory or in a file. */
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import {
  DuckDBInstance,
  type DuckDBConnection,
  type DuckDBResult,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Relation } from '#language';
import { CHUNK_ROWS, chunkOf } from './chunks.ts';
import { quoteString, splitName } from './quoting.ts';
import { rowsOfChunk } from './reading.ts';
import { registerFunctions, type StoreFunctions } from './scriptFunctions.ts';
import { keptFolderNotice, spillFolder, sweepSpillFolders } from './spillFolders.ts';
import type { Rows, Store } from './store.ts';

/** A query that would need more disk fails instead of filling it. */
const DEFAULT_SPILL_LIMIT_BYTES = 16 * 2 ** 30;

export interface StoreOptions {
  /** A database file; in memory without. One process at a time can open a file. */
  readonly path?: string | undefined;
  /** Folders whose files statements may read and write; nothing else on the disk can be reached. */
  readonly folders?: readonly string[] | undefined;
  /** Where the database spills when memory is short. Default: a folder of the system's own. */
  readonly tempDirectory?: string | undefined;
  /** Default: one less than the processors, at least 1. */
  readonly threads?: number | undefined;
  /** Default: a quarter of the machine's memory. */
  readonly memoryLimitBytes?: number | undefined;
  /** Room on the disk for what all queries spill together. Default: 16 GiB. */
  readonly spillLimitBytes?: number | undefined;
  /** What the user should know though the store can be used. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** What statements can call beside the functions of the database. */
  readonly functions?: StoreFunctions | undefined;
}

const INTERRUPT_AGAIN_MS = 20;

/** A statement failed. The message is DuckDB's first line. */
export class StoreError extends Error {
  constructor(
    message: string,
    readonly sql: string,
  ) {
    super(message);
    this.name = 'StoreError';
  }
}

/** Opens a store. @throws StoreError when the file is locked or unreadable. */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1);
  const memoryMib = Math.floor((options.memoryLimitBytes ?? totalmem() / 4) / 2 ** 20);
  const spillMib = Math.floor((options.spillLimitBytes ?? DEFAULT_SPILL_LIMIT_BYTES) / 2 ** 20);
  if (options.tempDirectory === undefined) {
    const { kept } = sweepSpillFolders(tmpdir());
    for (const folder of kept) options.onNotice?.(keptFolderNotice(folder));
  }
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(options.path ?? ':memory:', {
      threads: String(threads),
      memory_limit: `${String(Math.max(64, memoryMib))}MiB`,
      temp_directory: options.tempDirectory ?? spillFolder(tmpdir()),
      preserve_insertion_order: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Left sides of joins stay the probe side: their row order is the result's.
      disabled_optimizers: 'join_order,build_side_probe_side',
    });
  } catch (error) {
    throw storeError(error, `open ${options.path ?? 'memory'}`);
  }
  const connection = await instance.connect();
  // As an option of the instance the database shows this limit and does not keep to it.
  await connection.run(`SET max_temp_directory_size = '${String(spillMib)}MiB'`);
  const folders = (options.folders ?? []).map((folder) => quoteString(folder));
  // In this order: afterwards the list cannot be changed any more.
  await connection.run(`SET allowed_directories = [${folders.join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  if (options.functions !== undefined) registerFunctions(connection, options.functions);
  connection.closeSync();
  return new DuckDbStore(instance);
}

class DuckDbStore implements Store {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  #disposed = false;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  async run(sql: string, signal?: AbortSignal): Promise<void> {
    await this.#withConnection(sql, signal, (connection) => connection.run(sql));
  }

  async all(sql: string, signal?: AbortSignal): Promise<readonly Record<string, unknown>[]> {
    return this.#withConnection(sql, signal, async (connection) => {
      const reader = await connection.runAndReadAll(sql);
      const names = reader.deduplicatedColumnNames();
      // Not the reader's own objects, which cannot hold a column called __proto__.
      return reader
        .getRows()
        .map((row): Record<string, DuckDBValue | undefined> =>
          Object.fromEntries(names.map((name, index) => [name, row[index]])),
        );
    });
  }

  async append(table: string, rows: Rows): Promise<void> {
    const names = splitName(table);
    const name = names.at(-1) ?? table;
    await this.#withConnection(`append ${table}`, undefined, async (connection) => {
      const appender = await connection.createAppender(name, names.at(-2), names.at(-3));
      for (let start = 0; start < rows.rowCount; start += CHUNK_ROWS) {
        const end = Math.min(rows.rowCount, start + CHUNK_ROWS);
        appender.appendDataChunk(chunkOf(rows, start, end));
      }
      appender.closeSync();
    });
  }

  async *stream(sql: string, relation: Relation, signal: AbortSignal): AsyncIterable<Rows> {
    signal.throwIfAborted();
    const connection = await this.#connect();
    const release = interruptOn(signal, connection);
    let finished = false;
    try {
      const result = await connection.stream(sql);
      for (;;) {
        const rows = await nextRows(result, relation);
        signal.throwIfAborted();
        if (rows === undefined) break;
        if (rows.rowCount > 0) yield rows;
      }
      finished = true;
    } catch (error) {
      signal.throwIfAborted();
      throw storeError(error, sql);
    } finally {
      release();
      this.#release(connection, finished);
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const connection of this.#busy) connection.interrupt();
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    if (this.#busy.size === 0) this.#instance.closeSync();
  }

  async #withConnection<T>(
    sql: string,
    signal: AbortSignal | undefined,
    use: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const connection = await this.#connect();
    const release = interruptOn(signal, connection);
    let finished = false;
    try {
      const value = await use(connection);
      finished = true;
      return value;
    } catch (error) {
      signal?.throwIfAborted();
      throw storeError(error, sql);
    } finally {
      release();
      this.#release(connection, finished);
    }
  }

  async #connect(): Promise<DuckDBConnection> {
    if (this.#disposed) throw new StoreError('the store is closed', '');
    const connection = this.#idle.pop() ?? (await this.#instance.connect());
    this.#busy.add(connection);
    return connection;
  }

  /** A connection whose statement did not finish is closed: it may hold an open result. */
  #release(connection: DuckDBConnection, finished: boolean): void {
    this.#busy.delete(connection);
    if (finished && !this.#disposed) {
      this.#idle.push(connection);
      return;
    }
    connection.interrupt();
    connection.closeSync();
    if (this.#disposed && this.#busy.size === 0) this.#instance.closeSync();
  }
}

/**
 * Interrupts the connection's statement when the signal says so. The database forgets an interrupt
 * that comes before the statement has begun, so it is repeated. @returns what ends that.
 */
function interruptOn(signal: AbortSignal | undefined, connection: DuckDBConnection): () => void {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    timer = setInterval(() => {
      connection.interrupt();
    }, INTERRUPT_AGAIN_MS);
  };
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  return () => {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(timer);
  };
}

async function nextRows(result: DuckDBResult, relation: Relation): Promise<Rows | undefined> {
  const chunk = await result.fetchChunk();
  if (chunk === null || chunk.rowCount === 0) return undefined;
  return rowsOfChunk(chunk, relation);
}

function storeError(error: unknown, sql: string): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StoreError(message.split('\n', 1)[0] ?? message, sql);
}
