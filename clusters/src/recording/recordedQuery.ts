/** Scripts that read what is recorded, through any cluster's own compiler. */
import { RunFailure, type RunEvent, type Runner } from '#protocol/run';
import type { RowBatch, TableMetadata } from '#protocol/batch';
import { cellOf, type Cell } from '#protocol/cells';
import type { Redaction } from './format.ts';

export interface Recorded {
  readonly runner: Runner;
  readonly clusterId: string;
}

/** A PxL string literal. */
export const quoted = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;

export interface TableQuery {
  readonly table: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly maxRows: number;
  /** Names and data types, as px.GetSchemas gives them; used to redact. */
  readonly columns: readonly (readonly [name: string, dataType: string])[];
  readonly redaction: Redaction;
}

/** Columns that carry what users sent and got. */
const PAYLOAD =
  /(?:^|_)(?:headers|body|args|cmd_args|payload|path|query|cmdline)$|^(?:req|resp|request|response)$/;

export function tableScript(query: TableQuery): string {
  const { table, startNs, endNs, maxRows, columns, redaction } = query;
  const texts = columns.flatMap(([name, dataType]) => (dataType === 'STRING' ? [name] : []));
  // Redacted by the cluster, so that the values never leave it.
  const redacted: Readonly<Record<Redaction, readonly string[]>> = {
    none: [],
    pii: texts.map(
      (name) => `df[${quoted(name)}] = px.redact_pii_best_effort(df[${quoted(name)}])`,
    ),
    payloads: texts
      .filter((name) => PAYLOAD.test(name))
      .map((name) => `df[${quoted(name)}] = '<redacted>'`),
  };
  const order = columns.map(([name]) => quoted(name)).join(', ');
  return [
    `#px:set max_output_rows_per_table=${String(maxRows)}`,
    'import px',
    `df = px.DataFrame(${quoted(table)}, start_time=${String(startNs)}, end_time=${String(endNs)})`,
    ...redacted[redaction],
    ...(redaction === 'none' ? [] : [`df = df[[${order}]]`]),
    `px.display(df, 'rows')`,
    '',
  ].join('\n');
}

/** Events of a script; a failure is thrown. @throws RunFailure; AbortError when cancelled. */
export async function* eventsOf(
  { runner, clusterId }: Recorded,
  script: string,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const request = { clusterId, script, execFuncs: [], queryName: 'record', mutation: false };
  for await (const event of runner.run(request, signal)) {
    if (event.kind === 'failed') throw new RunFailure(event.error);
    if (event.kind === 'cancelled') signal.throwIfAborted();
    yield event;
  }
}

export type Row = Readonly<Record<string, Cell>>;

/** The rows of a script's only table, for small results. @throws RunFailure; AbortError. */
export async function rowsOf(
  recorded: Recorded,
  script: string,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let table: TableMetadata | undefined;
  for await (const event of eventsOf(recorded, script, signal)) {
    if (event.kind === 'table') table = event.table;
    if (event.kind === 'batch' && table !== undefined)
      rows.push(...rowsOfBatch(table, event.batch));
  }
  return rows;
}

function rowsOfBatch({ relation }: TableMetadata, { rowCount, columns }: RowBatch): Row[] {
  return Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(
      relation.map(({ name }, at) => {
        const column = columns[at];
        return [name, column === undefined ? '' : cellOf(column, row)];
      }),
    ),
  );
}
