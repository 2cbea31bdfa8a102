/** SQL that turns staged compact rows into the rows of the protocol tables. */
import type { Relation } from '#language';
import { statementColumns, SUBJECT_JOINS } from './dimensions.ts';
import { CODE_SQL } from './spanBuffer.ts';
import { quoteName } from '#engine';
import { ALL_STATEMENTS, type Protocol } from './statements.ts';
import { fillSql } from './template.ts';
import type { TrafficKind } from './traffic.ts';

const COMMON = {
  time_: 's.time_',
  upid: 'l.upid',
  remote_addr: 'r.ip',
  remote_port: `CASE WHEN ${CODE_SQL.isServer} THEN ${CODE_SQL.port} ELSE h.port END`,
  local_addr: 'l.ip',
  local_port: `CASE WHEN ${CODE_SQL.isServer} THEN h.port ELSE ${CODE_SQL.port} END`,
  trace_role: `CASE WHEN ${CODE_SQL.isServer} THEN 2 ELSE 1 END`,
  encrypted: 'false',
  latency: 's.latency',
} as const;

const HTTP: Readonly<Record<string, string>> = {
  ...COMMON,
  encrypted: 'h.encrypted',
  major_version: 'h.major',
  minor_version: 'h.minor',
  content_type: 'h.content_type',
  req_headers: fillSql('h.t_req_headers'),
  req_method: 'h.method',
  req_path: fillSql('h.t_path'),
  req_body: fillSql('h.t_req_body'),
  req_body_size: 'strlen(req_body)',
  resp_headers: fillSql('h.t_resp_headers'),
  resp_status: 'h.status',
  resp_message: 'h.message',
  resp_body: fillSql('h.t_resp_body'),
  // A truncated or removed body is larger than its text; sizes differ a little between requests.
  resp_body_size:
    'CASE WHEN h.full_size > 0 THEN h.full_size + s.trace % 400 ELSE strlen(resp_body) END',
};

function statementExpressions(protocol: Protocol): Readonly<Record<string, string>> {
  const example = ALL_STATEMENTS.find((each) => each.protocol === protocol);
  const own = statementColumns(protocol).map((name) => {
    const column = `h.${quoteName(`t_${name}`)}`;
    return [name, typeof example?.fields[name] === 'string' ? fillSql(column) : column];
  });
  return { ...COMMON, ...(Object.fromEntries(own) as Record<string, string>) };
}

export interface StagedInsert {
  readonly target: string;
  readonly stage: string;
  readonly addresses: string;
  /** Schema of the fixed dimensions. */
  readonly schema: string;
  readonly relation: Relation;
}

/** The insert for one staged chunk. Joins lose the order, so the rows are sorted at the end. */
export function insertSql(kind: TrafficKind, insert: StagedInsert): string {
  const { target, stage, addresses, schema, relation } = insert;
  const expressions = kind === 'http' ? HTTP : statementExpressions(kind);
  const shapes = kind === 'http' ? 'http_shape' : `${kind}_statement`;
  const columns = relation.map(({ name }) => {
    const expression = expressions[name];
    if (expression === undefined) throw new Error(`The demo has no value for column ${name}.`);
    return `${expression} AS ${quoteName(name)}`;
  });
  return `INSERT INTO ${target} SELECT ${columns.join(',\n  ')}
  FROM ${stage} s
  JOIN ${schema}.${shapes} h ON h.id = ${CODE_SQL.shape}
  JOIN ${addresses} l ON l.id = ${CODE_SQL.local}
  JOIN ${addresses} r ON r.id = ${CODE_SQL.remote}${SUBJECT_JOINS(schema)}
  ORDER BY s.time_, s.code, s.span`;
}
