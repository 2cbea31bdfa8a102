/** Scripts that read what is recorded, through any cluster's own compiler. */
import type { RunEvent, Runner } from '#protocol/run';
import { collectNamedRows, successfulEvents, type NamedRow } from '#rows';
import type { Redaction } from '#protocol/recording';

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

/** Events of a script. @throws RunFailure; AbortError when cancelled. */
export const eventsOf = (
  recorded: Recorded,
  script: string,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> => successfulEvents(run(recorded, script, signal), signal);

/** The rows of a script's only table, for small results. @throws RunFailure; AbortError. */
export const rowsOf = (
  recorded: Recorded,
  script: string,
  signal: AbortSignal,
): Promise<readonly NamedRow[]> => collectNamedRows(run(recorded, script, signal), signal);

const run = (
  { runner, clusterId }: Recorded,
  script: string,
  signal: AbortSignal,
): AsyncIterable<RunEvent> =>
  runner.run({ clusterId, script, execFuncs: [], queryName: 'record', mutation: false }, signal);
