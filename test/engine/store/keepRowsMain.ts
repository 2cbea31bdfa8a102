/**
 * A process that keeps rows until it is killed. Argument: the folder. After each append it prints
 * the number of rows that are safe.
 */
import { openStore } from '../../../engine/src/store/duckdbStore.ts';
import { SlicedTables } from '../../../engine/src/store/slicedTables.ts';
import { numbered, TABLES, SLICE_NS } from './slicedRows.ts';

async function main(): Promise<never> {
  const [folder = ''] = process.argv.slice(2);
  const store = await openStore({ threads: 1, folders: [folder] });
  const tables = await SlicedTables.open(store, {
    schema: 'kept',
    tables: TABLES,
    sliceNs: SLICE_NS,
    folder,
    retentionNs: 10n ** 18n,
    quotaBytes: 2 ** 30,
    onNotice: (text) => process.stderr.write(`${text}\n`),
  });
  if (tables === undefined) throw new Error('the folder cannot be used');
  for (let row = 0; ; row += 10) {
    // Every 50 appends begin a slice, so that a kill can meet that too.
    await tables.append('events', numbered(row, 10), (BigInt(row) * SLICE_NS) / 500n);
    process.stdout.write(`${String(row + 10)}\n`);
  }
}

void main();
