/**
 * Small tables that turn the numbers of compact rows into texts: message shapes, statements,
 * shoppers and products once, and the addresses and processes of each era when it is needed.
 */
import type { Relation } from '#language';
import { columnDefinitions, createTableOf, quoteName, RowsBuilder, type Store } from '#engine';
import { httpShapes, type Endpoint } from './endpoints.ts';
import { mix } from './random.ts';
import { ALL_STATEMENTS, PROTOCOL_TABLES, type Protocol } from './statements.ts';
import { addressesAt, WORKLOADS } from './topology.ts';

const FIRST_NAMES = [
  'Ada',
  'Alan',
  'Barbara',
  'Dennis',
  'Edsger',
  'Frances',
  'Grace',
  'Ken',
  'Leslie',
  'Margaret',
];
const LAST_NAMES = [
  'Archer',
  'Brook',
  'Carver',
  'Dale',
  'Easton',
  'Field',
  'Garner',
  'Hale',
  'Irving',
  'Jarvis',
];
/** Widely published test numbers that no bank has issued. */
const CARDS = [
  '4012-8888-8888-1881',
  '4111-1111-1111-1111',
  '5555-5555-5555-4444',
  '3782-822463-10005',
];
const SHOPPERS = 1024;
const PRODUCTS = 64;

/** Joins every compact-row query uses, after `FROM stage s`. */
export const SUBJECT_JOINS = (schema: string): string => `
  JOIN ${schema}.shopper u ON u.id = ((s.trace >> 20) & ${SHOPPERS - 1})
  JOIN ${schema}.product p ON p.id = ((s.trace >> 48) & ${PRODUCTS - 1})`;

function contentType(endpoint: Endpoint): number {
  if (endpoint.protocol === 'grpc') return 2;
  return endpoint.contentType === 'application/json' ? 1 : 0;
}

function httpShapeTable(schema: string): string {
  const columns = [
    'id',
    'port',
    'encrypted',
    'major',
    'minor',
    'content_type',
    't_req_headers',
    'method',
    't_path',
    't_req_body',
    't_resp_headers',
    'status',
    'message',
    't_resp_body',
    'full_size',
  ];
  const rows = httpShapes().map(({ id, endpoint, outcome, requestHeaders, responseHeaders }) => [
    id,
    endpoint.service === 'bank' ? 443 : WORKLOADS[endpoint.service].port,
    endpoint.encrypted,
    endpoint.protocol === 'grpc' ? 2 : 1,
    endpoint.protocol === 'grpc' ? 0 : 1,
    contentType(endpoint),
    requestHeaders,
    endpoint.method,
    endpoint.path,
    endpoint.requestBody,
    responseHeaders,
    outcome.status,
    outcome.message,
    outcome.body,
    outcome.fullSize,
  ]);
  return createTableOf(`${schema}.http_shape`, columns, rows);
}

/** The columns a protocol's statements give, in the order of its table. */
export function statementColumns(protocol: Protocol): readonly string[] {
  return Object.keys(ALL_STATEMENTS.find((each) => each.protocol === protocol)?.fields ?? {});
}

function statementTable(schema: string, protocol: Protocol): string {
  const columns = statementColumns(protocol);
  const rows = ALL_STATEMENTS.flatMap((statement, index) =>
    statement.protocol === protocol
      ? [[index, statement.port, ...columns.map((name) => statement.fields[name] ?? '')]]
      : [],
  );
  const names = ['id', 'port', ...columns.map((name) => `t_${name}`)];
  return createTableOf(`${schema}.${protocol}_statement`, names, rows);
}

const SHOPPER: Relation = [
  { name: 'id', dataType: 'INT64', semanticType: 'ST_NONE' },
  ...['email', 'card', 'name', 'phone'].map((name) => ({
    name,
    dataType: 'STRING' as const,
    semanticType: 'ST_NONE' as const,
  })),
];

/** Appended, because so many values take longer to parse as SQL. */
async function createShoppers(store: Store, schema: string, seed: number): Promise<void> {
  const table = `${schema}.shopper`;
  await store.run(`CREATE OR REPLACE TABLE ${table} ${columnDefinitions(SHOPPER)}`);
  const builder = new RowsBuilder(SHOPPER);
  for (let id = 0; id < SHOPPERS; id += 1) {
    const draw = mix(seed, id, 31);
    const first = FIRST_NAMES[draw % FIRST_NAMES.length] ?? '';
    const last = LAST_NAMES[(draw >>> 8) % LAST_NAMES.length] ?? '';
    const email = `${first}.${last}${id}@example.com`.toLowerCase();
    const phone = `+1-555-01${String((draw >>> 16) % 100).padStart(2, '0')}`;
    builder.add([id, email, CARDS[draw % CARDS.length] ?? '', `${first} ${last}`, phone]);
  }
  await store.append(table, builder.toRows());
}

function productTable(schema: string): string {
  const rows = Array.from({ length: PRODUCTS }, (_, id) => [
    id,
    `DEMO-${String(id).padStart(4, '0')}`,
  ]);
  return createTableOf(`${schema}.product`, ['id', 'sku'], rows);
}

/** Makes the tables that do not depend on time. */
export async function createFixedDimensions(
  store: Store,
  schema: string,
  seed: number,
  signal: AbortSignal,
): Promise<void> {
  const protocols = Object.keys(PROTOCOL_TABLES) as Protocol[];
  const statements = [
    httpShapeTable(schema),
    ...protocols.map((protocol) => statementTable(schema, protocol)),
    productTable(schema),
  ];
  await Promise.all([
    createShoppers(store, schema, seed),
    store.run(statements.join(';\n'), signal),
  ]);
}

/** Makes the addresses of an era and gives the table's name. */
export async function createAddresses(
  store: Store,
  schema: string,
  { seed, minute }: { readonly seed: number; readonly minute: number },
  signal: AbortSignal,
): Promise<string> {
  const table = `${schema}.${quoteName(`address_${minute}`)}`;
  const rows = addressesAt(seed, minute).map(({ ip, upid }, id) => [id, ip, upid]);
  const values = createTableOf(table, ['id', 'ip', 'upid'], rows);
  await store.run(values.replace('SELECT *', 'SELECT id, ip, upid::UHUGEINT AS upid'), signal);
  return table;
}
