/** Tables that live as long as a query; most queries need none. */
import { randomUUID } from 'node:crypto';
import { quoteName } from '../store/quoting.ts';
import type { Store } from '../store/store.ts';
import { SCRATCH } from './engineStore.ts';

export class QueryTables {
  readonly #store: Store;
  readonly #schema = `${SCRATCH}.${quoteName(`query_${randomUUID()}`)}`;
  #isMade = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The SQL name a table of this query can be made under. */
  async name(table: string, signal: AbortSignal): Promise<string> {
    if (!this.#isMade) {
      this.#isMade = true;
      await this.#store.run(`CREATE SCHEMA ${this.#schema}`, signal);
    }
    return `${this.#schema}.${quoteName(table)}`;
  }

  /** Not cancelled with the query: its tables must go either way. */
  async dispose(): Promise<void> {
    if (this.#isMade) await this.#store.run(`DROP SCHEMA IF EXISTS ${this.#schema} CASCADE`);
  }
}
