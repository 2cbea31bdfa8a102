/**
 * What services say to databases, caches, brokers and name servers. A statement gives the columns
 * of its protocol's table that differ between statements; texts are templates.
 */
import { template } from './template.ts';
import { clusterIp, WORKLOAD_KEYS, WORKLOADS, type WorkloadKey } from './topology.ts';

/** Protocols with a table of their own besides HTTP, and that table. */
export const PROTOCOL_TABLES = {
  pgsql: 'pgsql_events',
  redis: 'redis_events',
  dns: 'dns_events',
  mysql: 'mysql_events',
  cql: 'cql_events',
  mongodb: 'mongodb_events',
  kafka: 'kafka_events.beta',
  nats: 'nats_events.beta',
  amqp: 'amqp_events',
  mux: 'mux_events',
  tls: 'tls_events',
} as const;
export type Protocol = keyof typeof PROTOCOL_TABLES;

export interface Statement {
  readonly protocol: Protocol;
  readonly to: WorkloadKey | 'bank';
  readonly port: number;
  readonly medianMs: number;
  /** Columns of the table; text is a template, numbers are as they are. */
  readonly fields: Readonly<Record<string, string | number>>;
}

function statement(
  protocol: Protocol,
  to: WorkloadKey,
  medianMs: number,
  fields: Statement['fields'],
): Statement {
  return { protocol, to, port: WORKLOADS[to].port, medianMs, fields };
}
function pgsql(medianMs: number, req: string, resp: string, reqCmd = 'Query'): Statement {
  return statement('pgsql', 'ordersDb', medianMs, { req_cmd: reqCmd, req, resp });
}
function redis(reqCmd: string, args: readonly string[], resp: string): Statement {
  const reqArgs = JSON.stringify(args);
  return statement('redis', 'cartCache', 0.25, { req_cmd: reqCmd, req_args: reqArgs, resp });
}

function mysql(medianMs: number, req_cmd: number, req_body: string, resp_body: string): Statement {
  return statement('mysql', 'catalogDb', medianMs, {
    req_cmd,
    req_body,
    resp_status: 2,
    resp_body,
  });
}
function cql(medianMs: number, req_body: string, resp_body: string): Statement {
  return statement('cql', 'adsDb', medianMs, { req_op: 7, req_body, resp_op: 8, resp_body });
}
function mongodb(req_cmd: string, request: object, response: object): Statement {
  const req_body = JSON.stringify(request);
  const resp_body = JSON.stringify(response);
  return statement('mongodb', 'fraudDb', 1.2, { req_cmd, req_body, resp_status: 'ok', resp_body });
}
function kafka(
  medianMs: number,
  [req_cmd, client_id]: readonly [number, string],
  request: object,
  response: object,
): Statement {
  const req_body = unquoteNumbers(JSON.stringify(request));
  return statement('kafka', 'kafka', medianMs, {
    req_cmd,
    client_id,
    req_body,
    resp: unquoteNumbers(JSON.stringify(response)),
  });
}
/** Placeholders for numbers stand in quotes while the text is an object. */
function unquoteNumbers(json: string): string {
  return json.replace(/"(\$(?:offset|generation))"/g, '$1');
}
function nats(cmd: string, body: object): Statement {
  return statement('nats', 'nats', 0.3, { cmd, body: JSON.stringify(body), resp: '' });
}
interface AmqpFrame {
  /** 1 method, 2 content header. */
  readonly frame_type: number;
  readonly req_method_id: number;
  readonly resp_method_id: number;
}
/** Class 60 is Basic. Arguments are on the side that has a method, or on the request's. */
function amqp({ frame_type, req_method_id, resp_method_id }: AmqpFrame, args: object): Statement {
  const isReply = resp_method_id !== 0;
  const text = JSON.stringify(args);
  return statement('amqp', 'rabbit', 0.5, {
    frame_type,
    channel: 1,
    req_class_id: isReply ? 0 : 60,
    req_method_id,
    resp_class_id: isReply ? 60 : 0,
    resp_method_id,
    req_msg: isReply ? '' : text,
    resp_msg: isReply ? text : '',
  });
}
function topic(fields: object): object {
  return { topics: [{ name: 'orders', partitions: [{ index: 0, ...fields }] }] };
}
const GROUP = { group_id: 'fraud-checks', member_id: 'fraudservice-$user' };

const STATEMENTS = {
  pgFindUser: pgsql(
    1.4,
    "SELECT id, name, phone FROM users WHERE email = '$email'",
    'id,name,phone\n$user,$name,$phone',
  ),
  pgInsertOrder: pgsql(
    2.6,
    "INSERT INTO orders (id, user_id, total, card_last4) VALUES ('$order', $user, $amount, '1881')",
    'INSERT 0 1',
  ),
  pgInsertItem: pgsql(
    1.8,
    "INSERT INTO order_items (order_id, sku, quantity) VALUES ('$order', '$product', $quantity)",
    'INSERT 0 1',
  ),
  pgSelectOrder: pgsql(
    1.1,
    "SELECT id, user_id, total, state FROM orders WHERE id = '$order'",
    'id,user_id,total,state\n$order,$user,$amount,shipped',
  ),
  pgSelectItems: pgsql(
    1.3,
    'query=[SELECT sku, quantity FROM order_items WHERE order_id = $1] params=[$order]',
    'sku,quantity\n$product,$quantity',
    'Execute',
  ),
  pgReport: pgsql(
    45,
    "SELECT date_trunc('hour', created) AS hour, sum(total) FROM orders GROUP BY 1 ORDER BY 1 DESC LIMIT 24",
    'hour,sum\n<24 rows>',
  ),
  redisGetCart: redis('HGETALL', ['cart:$user'], '["$product","$quantity"]'),
  redisSetItem: redis('HSET', ['cart:$user', '$product', '$quantity'], '1'),
  redisExpire: redis('EXPIRE', ['cart:$user', '86400'], '1'),
  redisDelete: redis('DEL', ['cart:$user'], '1'),
  mysqlList: mysql(
    3.2,
    3,
    'SELECT sku, name, price_cents FROM products WHERE active = 1 ORDER BY rank LIMIT 24',
    'Resultset rows = 24',
  ),
  mysqlGet: mysql(
    0.8,
    23,
    'query=[SELECT sku, name, price_cents FROM products WHERE sku = ?] params=[$product]',
    'Resultset rows = 1',
  ),
  mysqlSearch: mysql(
    9,
    3,
    "SELECT sku, name, price_cents FROM products WHERE name LIKE '%$product%' LIMIT 24",
    'Resultset rows = 24',
  ),
  cqlAds: cql(
    1.6,
    "SELECT id, text FROM ads.by_category WHERE category = 'garden' LIMIT 2\n[]",
    'Response type = ROWS\nNumber of columns = 2\n["id","text"]\nNumber of rows = 2',
  ),
  cqlSeen: cql(
    1.1,
    "INSERT INTO ads.seen (user_id, sku) VALUES ($user, '$product')\n[]",
    'Response type = VOID',
  ),
  mongoFind: mongodb(
    'find',
    { find: 'scores', filter: { email: '$email' }, $$db: 'fraud' },
    {
      cursor: { firstBatch: [{ email: '$email', score: 0.02 }], id: 0, ns: 'fraud.scores' },
      ok: 1,
    },
  ),
  mongoInsert: mongodb(
    'insert',
    { insert: 'decisions', documents: [{ order: '$order', card: '$card' }], $$db: 'fraud' },
    { n: 1, ok: 1 },
  ),
  kafkaProduce: kafka(
    2.4,
    [0, 'orderservice'],
    { transactional_id: '', acks: 1, timeout_ms: 1500, ...topic({ message_set: { size: '412' } }) },
    {
      ...topic({ error_code: 'kNone', base_offset: '$offset', log_append_time_ms: -1 }),
      throttle_time_ms: 0,
    },
  ),
  kafkaFetch: kafka(
    4,
    [1, 'fraudservice'],
    {
      replica_id: -1,
      max_wait_ms: 500,
      min_bytes: 1,
      ...topic({ fetch_offset: '$offset', partition_max_bytes: 1048576 }),
    },
    {
      throttle_time_ms: 0,
      error_code: 'kNone',
      ...topic({ error_code: 'kNone', high_watermark: '$offset', message_set: { size: '412' } }),
    },
  ),
  kafkaHeartbeat: kafka(
    0.8,
    [12, 'fraudservice'],
    { ...GROUP, generation_id: '$generation' },
    { error_code: 'kNone' },
  ),
  kafkaJoin: kafka(
    310,
    [11, 'fraudservice'],
    { ...GROUP, protocol_type: 'consumer' },
    { error_code: 'kNone', generation_id: '$generation', member_id: GROUP.member_id },
  ),
  kafkaSync: kafka(
    12,
    [14, 'fraudservice'],
    { ...GROUP, generation_id: '$generation' },
    { error_code: 'kNone' },
  ),
  natsPublish: nats('PUB', { subject: 'shipments.created', payload: '{"orderId":"$order"}' }),
  natsMessage: nats('MSG', {
    subject: 'shipments.created',
    sid: '4',
    payload: '{"orderId":"$order"}',
  }),
  amqpPublish: amqp(
    { frame_type: 1, req_method_id: 40, resp_method_id: 0 },
    { exchange: 'mail', routing_key: 'confirmation', mandatory: 0 },
  ),
  amqpHeader: amqp(
    { frame_type: 2, req_method_id: 0, resp_method_id: 0 },
    { body_size: 186, property_flags: 32768, to: '$email' },
  ),
  amqpDeliver: amqp(
    { frame_type: 1, req_method_id: 0, resp_method_id: 60 },
    {
      consumer_tag: 'mailer',
      delivery_tag: 1,
      redelivered: 0,
      exchange: 'mail',
      routing_key: 'confirmation',
    },
  ),
  muxRank: { ...statement('mux', 'ads', 2.2, { req_type: 2 }), port: 9990 },
  muxPing: { ...statement('mux', 'ads', 0.2, { req_type: 65 }), port: 9990 },
  tlsHandshake: {
    protocol: 'tls',
    to: 'bank',
    port: 443,
    medianMs: 14,
    fields: {
      req_type: 22,
      req_body:
        '{"tls_version":"TLS1_2","handshake_type":"ClientHello","extensions":{"server_name":"gateway.bank.example"}}',
      resp_body:
        '{"tls_version":"TLS1_2","handshake_type":"ServerHello","cipher":"ECDHE-RSA-AES128-GCM-SHA256"}',
    },
  },
  redisSession: redis('GET', ['session:$trace'], '{"userId":$user,"email":"$email"}'),
} as const satisfies Record<string, Statement>;

export type StatementKey = keyof typeof STATEMENTS;
export const STATEMENT_KEYS = Object.keys(STATEMENTS) as readonly StatementKey[];

function dnsHeader(txid: string, response: boolean, answers: number, rcode: number): string {
  const qr = response ? 1 : 0;
  return `{"txid":${txid},"qr":${qr},"opcode":0,"aa":${qr},"tc":0,"rd":1,"ra":${qr},"ad":0,"cd":0,"rcode":${rcode},"num_queries":1,"num_answers":${answers},"num_auth":0,"num_addl":0}`;
}
function lookup(name: string, address: string): Statement {
  const found = address !== '';
  return statement('dns', 'dns', found ? 0.5 : 0.8, {
    req_header: dnsHeader('$txid', false, 0, 0),
    req_body: JSON.stringify({ queries: [{ name, type: 'A' }] }),
    resp_header: dnsHeader('$txid', true, found ? 1 : 0, found ? 0 : 3),
    resp_body: JSON.stringify({ answers: found ? [{ name, type: 'A', addr: address }] : [] }),
  });
}

/** Look-ups of each workload's service name: the one that is answered and the one that is not. */
const LOOKUPS: readonly Statement[] = [
  ...WORKLOAD_KEYS.flatMap((key) => {
    const fqdn = `${WORKLOADS[key].name}.${WORKLOADS[key].namespace}.svc.cluster.local`;
    return [lookup(fqdn, clusterIp(key)), lookup(`${fqdn}.shop.svc.cluster.local`, '')];
  }),
  lookup('gateway.bank.example', '203.0.113.40'),
  lookup('gateway.bank.example.payments.svc.cluster.local', ''),
];

/** All statements; the index is what a compact row refers to. Look-ups come last. */
export const ALL_STATEMENTS: readonly Statement[] = [
  ...STATEMENT_KEYS.map((key) => STATEMENTS[key]),
  ...LOOKUPS,
].map((each) => ({
  ...each,
  fields: Object.fromEntries(
    Object.entries(each.fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? template(value) : value,
    ]),
  ),
}));

/** Index of the look-up of a workload's name, or of the bank's. */
export function lookupIndex(target: WorkloadKey | 'bank', answered: boolean): number {
  const position = target === 'bank' ? WORKLOAD_KEYS.length : WORKLOAD_KEYS.indexOf(target);
  return STATEMENT_KEYS.length + position * 2 + (answered ? 0 : 1);
}
