/** What servers answer, and what becomes of it: one line each. */
import { status as GrpcStatus } from '@grpc/grpc-js';
import type { Step } from '../../support/pixieServer.ts';

export interface WireCase {
  /** Steps of the first call, or of each call. */
  readonly steps: readonly Step[] | readonly (readonly Step[])[];
  /** Events in words; HOST is the server's address. */
  readonly events: readonly string[];
}

const column = (column_name: string, column_type: string | number) => ({
  column_name,
  column_type,
});
export const table = (
  id: string,
  columns: readonly object[] = [column('n', 'INT64')],
  name = id,
): Step => ({ send: { query_id: 'q', meta_data: { id, name, relation: { columns } } } });
const cols = (count: number): object[] => [
  { int64_data: { data: Array.from({ length: count }, (_, row) => row) } },
];
export const rows = (
  table_id: string,
  num_rows: number,
  rest: {
    readonly eos?: boolean;
    readonly cols?: readonly object[];
    readonly beside?: object;
  } = {},
): Step => ({
  send: {
    query_id: 'q',
    ...rest.beside,
    data: {
      ...(rest.beside as { data?: object } | undefined)?.data,
      batch: { table_id, num_rows, cols: rest.cols ?? cols(num_rows), eos: rest.eos ?? false },
    },
  },
});
export const end = (table_id: string): Step => rows(table_id, 0, { eos: true });
export const OK: Step = { status: 0 };
const status = (code: number, message: string, error_details: readonly object[] = []): Step => ({
  send: { status: { code, message, error_details } },
});
const mutation = (code: number, message: string, state?: string): Step => ({
  send: {
    mutation_info: {
      status: { code, message },
      states: state === undefined ? [] : [{ id: 'i', name: 'tp1', state }],
    },
  },
});
const call = (code: number, message: string): readonly Step[] => [{ status: code, message }];
const afterRows = (...steps: readonly Step[]): readonly Step[] => [
  table('t'),
  rows('t', 2),
  { afterEvents: 2 },
  ...steps,
];
const SEEN = ['table t', 't +2'] as const;
const text = (body: string): Step => ({ http: 200, body });
const STATS = { data: { execution_stats: { bytes_processed: 1 } } };

/** Rows and tables that fit, and those that do not. */
export const ROWS: Readonly<Record<string, WireCase>> = {
  plain: { steps: [table('t'), rows('t', 2), end('t'), OK], events: [...SEEN, 't end', 'done'] },
  'empty status beside rows': {
    steps: [table('t'), rows('t', 2, { beside: { status: {} } }), end('t'), OK],
    events: [...SEEN, 't end', 'done'],
  },
  'statistics beside rows': {
    steps: [table('t'), rows('t', 2, { beside: STATS }), end('t'), OK],
    events: [...SEEN, 'stats', 't end', 'done'],
  },
  'deployment beside rows': {
    steps: [
      table('t'),
      rows('t', 2, { beside: { mutation_info: { status: { code: 0 }, states: [] } } }),
      end('t'),
      OK,
    ],
    events: [...SEEN, 'mutation', 't end', 'done'],
  },
  'rows before their table': {
    steps: [rows('t', 2), rows('t', 1), table('t'), end('t'), OK],
    events: [...SEEN, 't +1', 't end', 'done'],
  },
  'rows without a table': {
    steps: [table('t'), rows('t', 2), end('t'), rows('u', 2), OK],
    events: [
      ...SEEN,
      't end',
      'failed cluster: The cluster sent rows of a table that it did not describe: u.',
    ],
  },
  'a table without columns': {
    steps: [table('t', []), rows('t', 3, { cols: [] }), rows('t', 0, { cols: [], eos: true }), OK],
    events: ['table t', 't +3', 't end', 'done'],
  },
  'an end without columns': {
    steps: [table('t'), rows('t', 2), rows('t', 0, { cols: [], eos: true }), OK],
    events: [...SEEN, 't end', 'done'],
  },
  'too few columns': {
    steps: [table('t', [column('n', 'INT64'), column('m', 'INT64')]), rows('t', 2), OK],
    events: [
      'table t',
      "failed cluster: A batch of table t can't be used: it has 1 columns instead of 2.",
    ],
  },
  'too many columns': {
    steps: [table('t'), rows('t', 2), rows('t', 2, { cols: [...cols(2), ...cols(2)] }), OK],
    events: [
      ...SEEN,
      "failed cluster: A batch of table t can't be used: it has 2 columns instead of 1.",
    ],
  },
  'no columns': {
    steps: [table('t'), rows('t', 2, { cols: [] }), OK],
    events: [
      'table t',
      "failed cluster: A batch of table t can't be used: it has 0 columns instead of 1.",
    ],
  },
  'a column of another type': {
    steps: [table('t'), rows('t', 1, { cols: [{ boolean_data: { data: [true] } }] }), OK],
    events: [
      'table t',
      "failed cluster: A batch of table t can't be used: column n is BOOLEAN, not INT64.",
    ],
  },
  'an unknown type': {
    steps: [table('t', [column('n', 77)]), OK],
    events: [
      "failed cluster: The cluster sent rows that can't be read: column n of t has an unknown type, 77.",
    ],
  },
  'a column that is too short': {
    steps: [table('t'), rows('t', 3, { cols: cols(2) }), OK],
    events: [
      'table t',
      "failed cluster: An answer of HOST can't be read: a column of the batch has 2 values for 3 rows.",
    ],
  },
  'a column without data': {
    steps: [table('t'), rows('t', 1, { cols: [{}] }), OK],
    events: ['table t', "failed cluster: An answer of HOST can't be read: a column has no data."],
  },
  'a negative row count': {
    steps: [table('t', []), rows('t', -1, { cols: [] }), OK],
    events: [
      'table t',
      "failed cluster: A batch of table t can't be used: its row count is not a number.",
    ],
  },
  'a table described twice': {
    steps: [table('t'), rows('t', 2), table('t', undefined, 'again'), rows('t', 2), OK],
    events: [...SEEN, 'failed cluster: The cluster described table again twice.'],
  },
  'two tables of one name': {
    steps: [table('t'), table('u', undefined, 't'), end('t'), end('u'), OK],
    events: ['table t', 'table t', 't end', 'u end', 'done'],
  },
  'rows after the end': {
    steps: [table('t'), rows('t', 2, { eos: true }), rows('t', 1), OK],
    events: [
      'table t',
      't +2 end',
      'failed cluster: The cluster sent rows of table t after the end of the table.',
    ],
  },
  'the end twice': {
    steps: [table('t'), rows('t', 2), end('t'), end('t'), OK],
    events: [...SEEN, 't end', 't end', 'done'],
  },
  'no end': {
    steps: [table('t'), rows('t', 2), OK],
    events: [...SEEN, 'done without the end of t'],
  },
  'a table and nothing more': {
    steps: [table('t'), OK],
    events: ['table t', 'done without the end of t'],
  },
  nothing: { steps: [OK], events: ['done without an answer'] },
  'statistics alone': { steps: [{ send: STATS }, OK], events: ['stats', 'done'] },
  'a message that is empty': {
    steps: [{ send: {} }, table('t'), end('t'), OK],
    events: ['table t', 't end', 'done'],
  },
  'a last message that is cut off': {
    steps: [table('t'), rows('t', 2), { bytes: Buffer.of(0, 0, 0, 0, 50, 1, 2) }, OK],
    events: [...SEEN, 'done without the end of t'],
  },
  'bytes that are no message': {
    steps: [{ bytes: Buffer.of(0, 0, 0, 0, 2, 0x1a, 0x80) }, OK],
    events: ["failed cluster: An answer of HOST can't be read: a varint is cut off."],
  },
};

/** What a cluster reports within a run. */
export const STATUSES: Readonly<Record<string, WireCase>> = {
  'compile errors': {
    steps: [
      status(3, 'bad', [{ compiler_error: { line: 2, column: 5, message: 'no column' } }]),
      OK,
    ],
    events: ['failed compile: bad [2:5 no column]'],
  },
  'a compile error without a place': {
    steps: [status(3, 'Query should not be empty.'), OK],
    events: ['failed compile: Query should not be empty.'],
  },
  'a flag that does not exist': {
    steps: [status(2, 'nope is not a valid flag'), OK],
    events: ['failed compile: nope is not a valid flag'],
  },
  'an error after rows': {
    steps: [table('t'), rows('t', 2), status(13, 'divide by zero'), OK],
    events: [...SEEN, 'failed cluster: divide by zero'],
  },
  'a message with code 0': {
    steps: [status(0, 'partial data'), OK],
    events: ['failed cluster: partial data'],
  },
  'a cluster that is not available': {
    steps: [status(14, 'Distributed state has no Carnot instance'), OK],
    events: ['failed cluster: Distributed state has no Carnot instance'],
  },
};

/** How calls end, in the server's words. */
export const CALLS: Readonly<Record<string, WireCase>> = {
  cancelled: { steps: call(1, 'context canceled'), events: ['failed cluster: context canceled'] },
  unknown: { steps: call(2, 'something'), events: ['failed cluster: something'] },
  'a flag that does not exist': {
    steps: call(2, 'nope is not a valid flag'),
    events: ['failed compile: nope is not a valid flag'],
  },
  'a script that does not compile': {
    steps: call(3, "Failed to compile script with error='name 'pz' is not defined'"),
    events: ["failed compile: name 'pz' is not defined"],
  },
  'a wrong request': { steps: call(3, 'something'), events: ['failed request: something'] },
  'no cluster ID': {
    steps: call(3, 'missing/malformed cluster_id'),
    events: ['failed cluster: missing/malformed cluster_id'],
  },
  'scripts that may not be changed': {
    steps: call(3, 'Script modification has been disabled'),
    events: ['failed request: Script modification has been disabled'],
  },
  timeout: { steps: call(4, 'something'), events: ['failed timeout: something'] },
  'not found': { steps: call(5, 'something'), events: ['failed cluster: something'] },
  'no permission': { steps: call(7, 'no'), events: ['failed auth: HOST does not allow this: no'] },
  'no permission for the cluster': {
    steps: call(7, 'permission denied for access to cluster'),
    events: [
      'failed cluster: Access to this cluster is not allowed: permission denied for access to cluster',
    ],
  },
  exhausted: { steps: call(8, 'something'), events: ['failed limit: something'] },
  'an unknown method': {
    steps: call(12, 'something'),
    events: ['failed request: HOST does not know this request: something'],
  },
  'a wrong key': {
    steps: call(16, 'invalid auth token'),
    events: ['failed auth: HOST does not accept the API key.'],
  },
  'a wrong key, as the cloud says it': {
    steps: call(13, 'Auth middleware failed: failed to fetch token - unauthenticated'),
    events: ['failed auth: HOST does not accept the API key.'],
  },
  'a cluster whose key cannot be had': {
    steps: call(13, 'failed to fetch creds for cluster'),
    events: [
      'failed cluster: Pixie has no access to this cluster: failed to fetch creds for cluster',
    ],
  },
  'not ready': {
    steps: call(14, 'not ready yet'),
    events: ['failed cluster: HOST is not available at the moment: not ready yet'],
  },
  'not healthy': {
    steps: call(14, 'cluster is not in a healthy state'),
    events: ['failed cluster: The cluster is not in a healthy state.'],
  },
  'not available after rows': {
    steps: afterRows(...call(14, 'something')),
    events: [...SEEN, 'failed cluster: HOST is not available at the moment: something'],
  },
  'a batch that is too large for the cloud': {
    steps: afterRows(...call(13, 'Large data batch rejected by passthrough proxy limits.')),
    events: [...SEEN, 'failed limit: Large data batch rejected by passthrough proxy limits.'],
  },
  'a code that does not exist': { steps: call(99, 'odd'), events: ['failed cluster: odd'] },
  'a trailer that only local clusters send': {
    steps: [
      {
        status: 13,
        message: 'plain',
        trailers: {
          'pxl-error-bin': Buffer.from(
            JSON.stringify({ kind: 'auth', nextStep: 'Visit evil.example' }),
          ).toString('base64'),
        },
      },
    ],
    events: ['failed cluster: plain'],
  },
  'a certificate of somebody the cluster talks to': {
    steps: call(13, 'export failed: x509: certificate has expired or is not yet valid'),
    events: ['failed cluster: export failed: x509: certificate has expired or is not yet valid'],
  },
  'a connection of the cluster itself that is lost': {
    steps: call(13, 'export failed: read ECONNRESET'),
    events: ['failed cluster: export failed: read ECONNRESET'],
  },
  'words that are not ASCII': {
    steps: call(14, 'café ✓ closed'),
    events: ['failed cluster: HOST is not available at the moment: café ✓ closed'],
  },
};

/** Connections that break, and answers that are not Pixie's. */
export const FOREIGN: Readonly<Record<string, WireCase>> = {
  'a connection lost at once': {
    steps: [{ drop: true }],
    events: ['failed network: The connection to HOST was lost.'],
  },
  'a connection lost after rows': {
    steps: afterRows({ drop: true }),
    events: [...SEEN, 'failed network: The connection to HOST was lost.'],
  },
  'a stream reset without an error': {
    steps: afterRows({ reset: 0 }),
    events: [...SEEN, 'failed network: The connection to HOST was lost.'],
  },
  'a stream reset with an error': {
    steps: afterRows({ reset: 2 }),
    events: [...SEEN, 'failed network: The connection to HOST was lost.'],
  },
  'a refused stream': {
    steps: afterRows({ reset: 7 }),
    events: [...SEEN, 'failed network: HOST refused the request before it began.'],
  },
  'a cancelled stream': {
    steps: afterRows({ reset: 8 }),
    events: [...SEEN, 'failed cluster: HOST cancelled the run.'],
  },
  'a stream reset for too many requests': {
    steps: afterRows({ reset: 11 }),
    events: [...SEEN, 'failed network: HOST closed the connection: too many requests.'],
  },
  'a connection closed for too many requests': {
    steps: afterRows({ goaway: 11 }),
    events: [...SEEN, 'failed network: HOST closed the connection: too many requests.'],
  },
  'a bad gateway': {
    steps: [{ http: 502 }],
    events: ['failed cluster: Pixie is not available behind HOST (HTTP 502).'],
  },
  'a gateway that refuses more': {
    steps: [{ http: 429 }],
    events: ['failed limit: HOST refuses more requests at the moment (HTTP 429).'],
  },
  'a gateway without the key': {
    steps: [{ http: 401 }],
    events: ['failed auth: HOST does not accept the API key.'],
  },
  'a gateway that forbids': {
    steps: [{ http: 403 }],
    events: ['failed auth: HOST forbids the request (HTTP 403).'],
  },
  'a page that does not exist': {
    steps: [{ http: 404, body: '<html>' }],
    events: ['failed request: HOST answered with HTTP 404, not as Pixie does.'],
  },
  'a redirect': {
    steps: [{ http: 302, headers: { location: 'https://elsewhere.example' } }],
    events: ['failed request: HOST redirects to another address (HTTP 302).'],
  },
  'a web page': {
    steps: [text('<html><body>Welcome</body></html>')],
    events: ['failed request: HOST answered with text, such as a web page, and not as Pixie does.'],
  },
  'a message that says it is huge': {
    steps: [{ bytes: Buffer.of(0, 0xff, 0xff, 0xff, 0xff, 1) }, OK],
    events: ['failed limit: HOST sent a message of 4,294,967,295 bytes, more than is read.'],
  },
};

const PENDING = GrpcStatus.UNAVAILABLE;
const deploying = (message: string, state?: string): readonly Step[] => [
  mutation(PENDING, message, state),
  { status: PENDING, message },
];

/** Scripts that deploy tracepoints; every wait is over at once. */
export const DEPLOYMENTS: Readonly<Record<string, WireCase>> = {
  'deployed at the third try': {
    steps: [
      deploying('probe installation in progress', 'PENDING_STATE'),
      deploying('Schema is not ready yet', 'RUNNING_STATE'),
      [mutation(0, '', 'RUNNING_STATE'), table('t'), end('t'), OK],
    ],
    events: [
      'mutation tp1 PENDING',
      'mutation tp1 RUNNING',
      'mutation tp1 RUNNING',
      'table t',
      't end',
      'done',
    ],
  },
  'still deploying after all tries': {
    steps: [deploying('probe installation in progress', 'PENDING_STATE')],
    events: [
      ...Array.from({ length: 6 }, () => 'mutation tp1 PENDING'),
      'failed pending: The cluster is still deploying tracepoints: probe installation in progress.',
    ],
  },
  'a Vizier without Pixie Cloud, which cancels': {
    steps: [
      [mutation(PENDING, 'probe installation in progress'), { status: 1, message: 'cancelled' }],
      [mutation(0, ''), table('t'), end('t'), OK],
    ],
    events: ['mutation', 'mutation', 'table t', 't end', 'done'],
  },
  'a tracepoint that fails': {
    steps: [deploying('probe installation in progress', 'FAILED_STATE')],
    events: [
      'mutation tp1 FAILED',
      'failed cluster: The cluster could not deploy tp1: probe installation in progress.',
    ],
  },
};
