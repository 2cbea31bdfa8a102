/** A store that knows the functions of PxL. */
import { MACROS, STORE_FUNCTIONS } from '../functions/functionTable.ts';
import { openStore as openPlainStore, type StoreOptions } from '../store/duckdbStore.ts';
import type { Store } from '../store/store.ts';

/** Database in memory for what lives as long as a query or the engine. */
export const SCRATCH = 'px_scratch';

/** Opens a store ready to run plans. @throws StoreError when the file is locked or unreadable. */
export async function openStore(options: Omit<StoreOptions, 'functions'> = {}): Promise<Store> {
  const store = await openPlainStore({ ...options, functions: STORE_FUNCTIONS });
  const macros = MACROS.map((macro) => `CREATE OR REPLACE MACRO ${macro}`);
  await store.run([`ATTACH ':memory:' AS ${SCRATCH}`, ...macros].join(';\n'));
  return store;
}
