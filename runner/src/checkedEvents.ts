/**
 * Rows checked against the tables they belong to, so that no consumer has to. What cannot be right
 * ends the run with an error; rows that came before are kept.
 */
import type { Relation } from '#language';
import type { ColumnData, RowBatch, TableMetadata } from '#protocol/batch';
import { batchProblem } from '#protocol/batchProblem';
import { runError } from '#protocol/errors';
import type { RunEvent } from '#protocol/run';

/** Rows that wait for the description of their table. */
const MAX_WAITING_BATCHES = 256;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

interface KnownTable {
  readonly table: TableMetadata;
  /** No rows may follow. */
  hasEnded: boolean;
}

/** The same events, until one is wrong; `done` says which tables did not end. */
export async function* checkedEvents(events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent> {
  const check = new TableCheck();
  for await (const event of events) {
    for (const checked of check.take(event)) {
      yield checked;
      if (checked.kind === 'failed') return;
    }
  }
}

class TableCheck {
  private readonly tables = new Map<string, KnownTable>();
  private waiting: RowBatch[] = [];
  private waitingBytes = 0;

  /** Something came before the end. */
  private hasAnswer = false;

  take(event: RunEvent): readonly RunEvent[] {
    this.hasAnswer ||= event.kind !== 'done';
    switch (event.kind) {
      case 'table':
        return this.announce(event.table);
      case 'batch':
        return this.tables.has(event.batch.tableId)
          ? [this.checked(event.batch)]
          : this.hold(event);
      case 'done':
        return [this.ended(event)];
      default:
        return [event];
    }
  }

  private announce(table: TableMetadata): readonly RunEvent[] {
    if (this.tables.has(table.id))
      return [failed(`The cluster described table ${table.name} twice.`)];
    this.tables.set(table.id, { table, hasEnded: false });
    const held = this.waiting.filter(({ tableId }) => tableId === table.id);
    if (held.length > 0) {
      this.waiting = this.waiting.filter(({ tableId }) => tableId !== table.id);
      this.waitingBytes = this.waiting.reduce((sum, batch) => sum + bytesOf(batch), 0);
    }
    return [{ kind: 'table', table }, ...held.map((batch) => this.checked(batch))];
  }

  private hold({ batch }: Extract<RunEvent, { kind: 'batch' }>): readonly RunEvent[] {
    this.waiting.push(batch);
    this.waitingBytes += bytesOf(batch);
    const isFull =
      this.waiting.length > MAX_WAITING_BATCHES || this.waitingBytes > MAX_WAITING_BYTES;
    return isFull ? [failed(notDescribed(batch.tableId))] : [];
  }

  private checked(batch: RowBatch): RunEvent {
    const known = this.tables.get(batch.tableId);
    if (known === undefined) return failed(notDescribed(batch.tableId));
    const { name, relation } = known.table;
    if (known.hasEnded && batch.rowCount > 0) {
      return failed(`The cluster sent rows of table ${name} after the end of the table.`);
    }
    const whole = withColumns(batch, relation);
    const problem = batchProblem(relation, whole.rowCount, whole.columns);
    if (problem !== undefined) return failed(`A batch of table ${name} can't be used: ${problem}.`);
    known.hasEnded ||= batch.eos;
    return { kind: 'batch', batch: whole };
  }

  private ended(event: RunEvent): RunEvent {
    const [batch] = this.waiting;
    if (batch !== undefined) return failed(notDescribed(batch.tableId));
    const incompleteTables = [...this.tables.values()].flatMap(({ table, hasEnded }) =>
      hasEnded ? [] : [table.name],
    );
    return incompleteTables.length === 0 && this.hasAnswer
      ? event
      : { kind: 'done', incompleteTables };
  }
}

const notDescribed = (id: string): string =>
  `The cluster sent rows of a table that it did not describe${id === '' ? '' : `: ${id}`}.`;

const failed = (message: string): RunEvent => ({
  kind: 'failed',
  error: runError(
    'cluster',
    message,
    'Rows before that are kept. Run the script again; if it happens every time, report it.',
  ),
});

/** The end of a table may come without columns; consumers get empty ones. */
function withColumns(batch: RowBatch, relation: Relation): RowBatch {
  if (batch.columns.length > 0 || batch.rowCount !== 0) return batch;
  const { tableId, rowCount, eow, eos } = batch;
  const columns = relation.map(({ dataType }) => emptyColumn(dataType));
  return { tableId, rowCount, columns, eow, eos };
}

function emptyColumn(dataType: ColumnData['dataType']): ColumnData {
  switch (dataType) {
    case 'BOOLEAN':
      return { dataType, values: new Uint8Array() };
    case 'INT64':
    case 'TIME64NS':
      return { dataType, values: new BigInt64Array() };
    case 'FLOAT64':
      return { dataType, values: new Float64Array() };
    case 'UINT128':
      return { dataType, values: new BigUint64Array() };
    case 'STRING': {
      const none = new Uint32Array();
      return { dataType, bytes: new Uint8Array(), starts: none, ends: none };
    }
  }
}

/** Bytes of a batch that is held; strings of several columns may share theirs. */
function bytesOf({ columns }: RowBatch): number {
  let size = 0;
  const counted = new Set<ArrayBufferLike>();
  for (const column of columns) {
    const { buffer } = column.dataType === 'STRING' ? column.bytes : column.values;
    if (!counted.has(buffer)) size += buffer.byteLength;
    counted.add(buffer);
  }
  return size;
}
