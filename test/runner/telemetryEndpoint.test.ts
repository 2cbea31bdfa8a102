import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importProfile, telemetryStatus } from '#runner';
import { serveOtlp, type OtlpServer } from '../../gateway/src/otlp/otlpServer.ts';
import { telemetryEnvironment, TelemetryError, type TelemetrySink } from '#protocol/telemetry';

let server: OtlpServer;
let received: [name: string, text: string][] = [];
beforeEach(async () => {
  received = [];
  const nothing = () => Promise.resolve({ rejected: 0, reason: '' });
  const sink: TelemetrySink = {
    isBusy: false,
    traces: nothing,
    metrics: nothing,
    status: () => ({ isBusy: false, senders: [], withoutTable: 0 }),
    profile: (bytes, name) => {
      const text = Buffer.from(bytes).toString();
      received.push([name, text]);
      return text === 'x'
        ? Promise.reject(new TelemetryError('malformed', 'The file is neither'))
        : Promise.resolve({ program: 'my app', stacks: 1, samples: '2', timeNs: null });
    },
  };
  server = await serveOtlp(sink, { keys: ['key'] });
});
afterEach(() => {
  server.close();
});

const never = new AbortController().signal;
const target = (apiKey = 'key') => ({ endpoint: server.endpoint, apiKey });
const file = (text: string) => ({ name: 'my app.cpuprofile', bytes: Buffer.from(text) });
const PROFILE = file(
  '{"nodes": [{"id": 1, "callFrame": {"functionName": "f"}}], "samples": [1, 1]}',
);

test('the environment is what OpenTelemetry reads', () => {
  expect(telemetryEnvironment({ endpoint: 'http://127.0.0.1:4318', apiKey: 'key' })).toEqual([
    'OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318',
    'OTEL_EXPORTER_OTLP_HEADERS=pixie-api-key=key',
    'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
  ]);
});

describe('the status', () => {
  test('says who sends', async () => {
    const status = { isBusy: false, senders: [], withoutTable: 0 };
    expect(await telemetryStatus(target(), never)).toEqual(status);
  });

  test('is refused without the key', async () => {
    await expect(telemetryStatus(target('wrong'), never)).rejects.toThrow('gave no status (401)');
  });

  test('can be cancelled', async () => {
    await expect(telemetryStatus(target(), AbortSignal.abort())).rejects.toThrow('aborted');
  });
});

test('another program at the port is named as such', async () => {
  const other = createServer((_, response) => response.end('<html>'));
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${String(port)}`;
  try {
    await expect(importProfile({ endpoint, apiKey: 'key' }, PROFILE, never)).rejects.toThrow(
      'is not a local cluster',
    );
  } finally {
    other.close();
  }
});

describe('a profile', () => {
  test('is taken with its name', async () => {
    expect(await importProfile(target(), PROFILE, never)).toEqual({
      program: 'my app',
      stacks: 1,
      samples: '2',
      timeNs: null,
    });
    expect(received).toEqual([['my app.cpuprofile', PROFILE.bytes.toString()]]);
  });

  test.each([
    [
      'that is none',
      () => importProfile(target(), file('x'), never),
      'my app.cpuprofile: The file is neither',
    ],
    ['with a wrong key', () => importProfile(target('x'), PROFILE, never), 'key'],
    [
      'for a cluster that is gone',
      () => importProfile({ endpoint: 'http://127.0.0.1:1', apiKey: 'key' }, PROFILE, never),
      'cannot be reached',
    ],
  ])('%s fails with a reason', async (_name, work, message) => {
    await expect(work()).rejects.toThrow(message);
  });

  test('can be cancelled', async () => {
    const work = importProfile(target(), PROFILE, AbortSignal.abort());
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });
});
