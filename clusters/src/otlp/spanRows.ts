/**
 * Spans as rows of the tables of traced protocols. Bodies are not part of spans, so body columns
 * are empty; the trace is named by the keys `otel.trace_id` and `otel.span_id` of req_headers.
 *
 * @see OpenTelemetry semantic conventions: http, rpc, database; stable names first, then those
 *   before version 1.23 (http) and 1.25 (database)
 */
import type { CellValue } from '#engine';
import type { OtlpSpan } from './otlpRequests.ts';
import type { ReceivedTable, TableRow } from './telemetryRows.ts';
import { textIn, wholeIn, type Attributes } from './otlpValues.ts';

const SERVER = 2;
const CLIENT = 3;

/** The row of a request or statement; undefined for a span that no table is made for. */
export function rowOfSpan(span: OtlpSpan, upid: bigint): TableRow | undefined {
  if (span.kind !== SERVER && span.kind !== CLIENT) return undefined;
  const { attributes } = span;
  if (textIn(attributes, 'http.request.method', 'http.method') !== '') return httpRow(span, upid);
  if (textIn(attributes, 'rpc.system.name', 'rpc.system') === 'grpc') return grpcRow(span, upid);
  const database = DATABASES.get(textIn(attributes, 'db.system.name', 'db.system'));
  if (database === undefined) return undefined;
  return {
    table: database.table,
    cells: [...endpointCells(span, upid, false), ...database.cells(span), latency(span)],
  };
}

const latency = ({ startNs, endNs }: OtlpSpan): bigint => endNs - startNs;

/** time_ to encrypted, which all these tables begin with. A row is stamped when its answer came. */
function endpointCells(span: OtlpSpan, upid: bigint, encrypted: boolean): readonly CellValue[] {
  const { attributes, kind } = span;
  const isServer = kind === SERVER;
  // A client that names nobody else has called who stands in its URL.
  const called = isServer ? undefined : parsedUrl(textIn(attributes, ...URLS));
  const remote = isServer ? PEER_OF_SERVER : PEER_OF_CLIENT;
  const local = isServer ? PEER_OF_CLIENT : PEER_OF_SERVER;
  return [
    span.endNs,
    upid,
    textIn(attributes, ...PEER_ADDRESS, ...remote.address) || addressIn(called) || '-',
    wholeIn(attributes, ...PEER_PORT, ...remote.port) || portIn(called),
    textIn(attributes, ...LOCAL_ADDRESS, ...(isServer ? local.address : [])),
    wholeIn(attributes, ...LOCAL_PORT, ...(isServer ? local.port : [])),
    isServer ? 2 : 1,
    encrypted,
  ];
}

const PEER_ADDRESS = ['network.peer.address', 'net.sock.peer.addr', 'net.peer.ip'];
const PEER_PORT = ['network.peer.port', 'net.sock.peer.port'];
const LOCAL_ADDRESS = ['network.local.address', 'net.sock.host.addr', 'net.host.ip'];
const LOCAL_PORT = ['network.local.port', 'net.sock.host.port'];
/** Who a server talks to, and who a client talks to. */
const PEER_OF_SERVER = {
  address: ['client.address', 'http.client_ip', 'net.peer.name'],
  port: ['client.port', 'net.peer.port'],
};
const PEER_OF_CLIENT = {
  address: ['server.address', 'net.peer.name', 'net.host.name', 'http.host'],
  port: ['server.port', 'net.peer.port', 'net.host.port'],
};

function httpRow(span: OtlpSpan, upid: bigint): TableRow {
  const { attributes } = span;
  const url = parsedUrl(textIn(attributes, ...URLS));
  const scheme = textIn(attributes, 'url.scheme', 'http.scheme') || url?.protocol.replace(':', '');
  const version = textIn(attributes, 'network.protocol.version', 'http.flavor');
  const [major = '', minor = ''] = version.split('.');
  const answer = headersOf(attributes, 'response');
  return {
    table: 'http_events',
    cells: [
      ...endpointCells(span, upid, scheme === 'https'),
      wholeText(major),
      wholeText(minor),
      /json/i.test(answer['content-type'] ?? '') ? JSON_CONTENT : 0,
      requestHeaders(span),
      textIn(attributes, 'http.request.method_original', 'http.request.method', 'http.method'),
      pathOf(attributes, url),
      '',
      wholeIn(attributes, 'http.request.body.size', 'http.request_content_length'),
      JSON.stringify(answer),
      wholeIn(attributes, 'http.response.status_code', 'http.status_code'),
      messageOf(span),
      '',
      wholeIn(attributes, 'http.response.body.size', 'http.response_content_length'),
      latency(span),
    ],
  };
}

const JSON_CONTENT = 1;
const GRPC_CONTENT = 2;

const wholeText = (text: string): number => (/^\d$/.test(text) ? Number(text) : 0);

function pathOf(attributes: Attributes, url: URL | undefined): string {
  const path = textIn(attributes, 'url.path');
  const query = textIn(attributes, 'url.query');
  if (path !== '') return query === '' ? path : `${path}?${query}`;
  const target = textIn(attributes, 'http.target');
  if (target !== '') return target;
  return url === undefined ? textIn(attributes, 'http.route') : `${url.pathname}${url.search}`;
}

const URLS = ['url.full', 'http.url'] as const;
const DEFAULT_PORTS: Readonly<Record<string, bigint>> = { 'http:': 80n, 'https:': 443n };

const addressIn = (url: URL | undefined): string => url?.hostname.replace(/^\[|\]$/g, '') ?? '';

function portIn(url: URL | undefined): bigint {
  if (url === undefined) return 0n;
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0n) : BigInt(url.port);
}

function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** What the sender says of the outcome; spans have no reason phrase. */
const messageOf = (span: OtlpSpan): string =>
  span.statusMessage || textIn(span.attributes, 'error.type', 'exception.message');

const NO_HEADER = /^http\.(?:request|response)\.header\./;

function headersOf(
  attributes: Attributes,
  side: 'request' | 'response',
): Readonly<Record<string, string>> {
  const keys = [...attributes.keys()].filter((key) => key.startsWith(`http.${side}.header.`));
  const name = (key: string) => key.replace(NO_HEADER, '').replaceAll('_', '-').toLowerCase();
  return Object.fromEntries(keys.map((key) => [name(key), textIn(attributes, key)]));
}

function requestHeaders({ attributes, ...span }: OtlpSpan): string {
  const agent = textIn(attributes, 'user_agent.original', 'http.user_agent');
  const headers = {
    ...(agent === '' ? {} : { 'user-agent': agent }),
    ...headersOf(attributes, 'request'),
    ...(span.traceId === '' ? {} : { 'otel.trace_id': span.traceId }),
    ...(span.spanId === '' ? {} : { 'otel.span_id': span.spanId }),
    ...(span.parentSpanId === '' ? {} : { 'otel.parent_span_id': span.parentSpanId }),
  };
  return JSON.stringify(headers);
}

/** gRPC is HTTP/2 with POST and status 200; how the call ended is in the trailer grpc-status. */
function grpcRow(span: OtlpSpan, upid: bigint): TableRow {
  const { attributes, name } = span;
  const method = textIn(attributes, 'rpc.method');
  const service = textIn(attributes, 'rpc.service');
  const called = method.includes('/') || service === '' ? method || name : `${service}/${method}`;
  const code = textIn(attributes, 'rpc.response.status_code', 'rpc.grpc.status_code');
  return {
    table: 'http_events',
    cells: [
      ...endpointCells(span, upid, false),
      2,
      0,
      GRPC_CONTENT,
      requestHeaders(span),
      'POST',
      `/${called.replace(/^\//, '')}`,
      '',
      0,
      JSON.stringify(code === '' ? {} : { 'grpc-status': code }),
      200,
      messageOf(span),
      '',
      0,
      latency(span),
    ],
  };
}

interface Database {
  readonly table: ReceivedTable;
  /** Cells between `encrypted` and `latency`. */
  readonly cells: (span: OtlpSpan) => readonly CellValue[];
}

const statementOf = ({ attributes, name }: OtlpSpan): string =>
  textIn(attributes, 'db.query.text', 'db.statement', 'db.query.summary') || name;

const isFailed = (span: OtlpSpan): boolean =>
  span.isError || textIn(span.attributes, 'error.type') !== '';

const errorText = (span: OtlpSpan): string =>
  isFailed(span)
    ? messageOf(span) || textIn(span.attributes, 'db.response.status_code') || 'error'
    : '';

/** COM_QUERY, and the statuses OK and error of mysql_events. */
const QUERY = 3;
const MYSQL_OK = 2;
const MYSQL_ERROR = 3;

const mysql: Database = {
  table: 'mysql_events',
  cells: (span) => [
    QUERY,
    statementOf(span),
    isFailed(span) ? MYSQL_ERROR : MYSQL_OK,
    errorText(span),
  ],
};

const pgsql: Database = {
  table: 'pgsql_events',
  cells: (span) => ['Query', statementOf(span), errorText(span)],
};

const redis: Database = {
  table: 'redis_events',
  cells: (span) => {
    const [first = '', ...rest] = statementOf(span).trim().split(/\s+/);
    const command = textIn(span.attributes, 'db.operation.name', 'db.operation') || first;
    const args = first.toUpperCase() === command.toUpperCase() ? rest : [first, ...rest];
    return [command.toUpperCase(), JSON.stringify(args), errorText(span)];
  },
};

const DATABASES: ReadonlyMap<string, Database> = new Map([
  ['mysql', mysql],
  ['mariadb', mysql],
  ['postgresql', pgsql],
  ['cockroachdb', pgsql],
  ['redis', redis],
  ['valkey', redis],
]);
