/** Tables like those of real runs. */
import type { Relation } from '#language';
import { batchOf, relation, type Value } from '../columns.ts';
import type { Batch } from './panelPage.ts';

export const REQUESTS: Relation = relation({
  time_: 'TIME64NS TIME_NS',
  upid: 'UINT128 UPID',
  service: 'STRING SERVICE_NAME',
  req_method: 'STRING HTTP_REQ_METHOD',
  req_path: 'STRING',
  resp_status: 'INT64 HTTP_RESP_STATUS',
  latency: 'INT64 DURATION_NS',
  resp_body_size: 'INT64 BYTES',
  error_rate: 'FLOAT64 PERCENT',
  throughput: 'FLOAT64 THROUGHPUT_PER_NS',
  remote_port: 'INT64 PORT',
  resp_body: 'STRING',
});

const SERVICES = ['shop/frontend', 'shop/cartservice', '["shop/checkout","payments/pay"]', ''];
const STATUSES = [200n, 200n, 201n, 404n, 200n, 503n, -1n];
const BODIES = ['{"id":12345678901234567890,"items":[{"sku":"A-1"}]}', 'OK', '', '{"error":"x"'];

const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

const request = (row: number): Value[] => [
  1_700_000_000_000_000_000n + BigInt(row) * 12_345_678n,
  [BigInt(row % 5) << 32n, 0xfeed_0000n + BigInt(row)],
  pick(SERVICES, row),
  pick(['GET', 'POST', 'DELETE'], row),
  `/api/v1/carts/${row}`,
  pick(STATUSES, row),
  BigInt((row * 7_919_333) % 500_000_000),
  BigInt((row * 104_729) % 90_000_000),
  (row % 40) / 400,
  row / 1e10,
  BigInt(30_000 + row),
  pick(BODIES, row),
];

export const requests = (rows: number, from = 0): Batch =>
  batchOf(
    REQUESTS,
    Array.from({ length: rows }, (_, row) => request(from + row)),
  );

export const SERVICE_TABLE: Relation = relation({
  service: 'STRING SERVICE_NAME',
  latency: 'STRING DURATION_NS_QUANTILES',
  pod_status: 'STRING POD_STATUS',
  alert_slow: 'BOOLEAN',
  throughput: 'FLOAT64 THROUGHPUT_BYTES_PER_NS',
});

export const services = (rows: number): Batch =>
  batchOf(
    SERVICE_TABLE,
    Array.from({ length: rows }, (_, row) => [
      pick(SERVICES, row),
      `{"p01":1000,"p50":${(row + 1) * 1_200_000},"p90":${(row + 1) * 9_000_000},"p99":${(row + 1) * 45_000_000}}`,
      pick(
        [
          '{"phase":"Running","message":"","reason":"","ready":true}',
          '{"phase":"Running","message":"probe failed","reason":"","ready":false}',
          '{"phase":"Failed","message":"out of memory","reason":"OOMKilled","ready":false}',
        ],
        row,
      ),
      row % 3 === 1,
      row / 1000,
    ]),
  );
