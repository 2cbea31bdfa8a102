/** A store that knows the functions of PxL. */
import { MACROS } from '../functions/functionTable.ts';
import { registerScripts } from '../functions/registerScripts.ts';
import { openStore as openPlainStore, type StoreOptions } from '../store/duckdbStore.ts';
import type { Store } from '../store/store.ts';

/** Database in memory for what lives as long as a query or the engine. */
export const SCRATCH = 'px_scratch';

/** Opens a store ready to run plans. @throws StoreError when the file is locked or unreadable. */
export async function openStore(options: Omit<StoreOptions, 'onOpen'> = {}): Promise<Store> {
  const store = await openPlainStore({ ...options, onOpen: registerScripts });
  const macros = MACROS.map((macro) => `CREATE OR REPLACE MACRO ${macro}`);
  await store.run([`ATTACH ':memory:' AS ${SCRATCH}`, ...macros].join(';\n'));
  return store;
}
