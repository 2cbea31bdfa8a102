import { expect, test } from 'vitest';
import type { TelemetryStatus } from '#protocol/telemetry';
import { telemetryLines } from '../../../client/src/telemetry/telemetryText.ts';

const QUIET: TelemetryStatus = { isBusy: false, senders: [], withoutTable: 0 };

function checkLines(status: Partial<TelemetryStatus>, expected: readonly string[], port = 4318) {
  const received = { endpoint: 'http://127.0.0.1:4318', status: { ...QUIET, ...status } };
  const lines = telemetryLines(received, port, (ns) => `t${String(ns)}`);
  expect(lines.map(({ icon, label, description }) => `${icon} ${label}: ${description}`)).toEqual(
    expected,
  );
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
}

const ENDPOINT = 'radio-tower OTLP endpoint: http://127.0.0.1:4318';

test('nobody sends', () => {
  checkLines({}, [ENDPOINT, 'info Nothing received yet: since the local cluster started']);
});

test('senders, with names that are shown as they are', () => {
  const senders = [
    { service: 'default/shop\u001b', rows: 1_234, lastReceivedNs: '1700000000000000001' },
    { service: 'b/c', rows: 1, lastReceivedNs: '7' },
  ];
  checkLines({ senders, withoutTable: 2, isBusy: true }, [
    ENDPOINT,
    'warning Busy: senders are asked to wait',
    'pulse default/shop␛: 1,234 rows · last t1700000000000000001',
    'pulse b/c: 1 row · last t7',
    'circle-slash Not stored: 2 items',
  ]);
});

test('a port that was taken', () => {
  checkLines(
    { senders: [{ service: 'a/b', rows: 2, lastReceivedNs: '1' }] },
    [
      'warning OTLP endpoint: http://127.0.0.1:4318 · port 4317 is in use',
      'pulse a/b: 2 rows · last t1',
    ],
    4317,
  );
});
