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
} as const;
export type Protocol = keyof typeof PROTOCOL_TABLES;

export interface Statement {
  readonly protocol: Protocol;
  readonly to: WorkloadKey;
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

export const STATEMENTS = {
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
export const LOOKUPS: readonly Statement[] = [
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
