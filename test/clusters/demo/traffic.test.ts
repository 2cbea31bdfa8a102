import { describe, expect, test } from 'vitest';
import { generateSpans, type TrafficKind } from '../../../clusters/src/demo/traffic.ts';
import { CODE_BITS } from '../../../clusters/src/demo/spanBuffer.ts';
import { SLOTS } from '../../../clusters/src/demo/topology.ts';

const START = 1_700_000_000;

interface Row {
  readonly time: bigint;
  readonly latency: bigint;
  readonly shape: number;
  readonly local: number;
  readonly remote: number;
  readonly isServer: boolean;
  readonly port: number;
  readonly trace: bigint;
  readonly hop: string;
}

function rowsOf(kind: TrafficKind, from: number, to: number, seed = 1): readonly Row[] {
  const { rowCount, columns } = generateSpans(seed, kind, from, to).toRows();
  const [time, latency, code, trace, span] = columns.map((column) => {
    if (column.dataType !== 'INT64') throw new Error('Staged rows are integers.');
    return column.values;
  });
  const field = (value: bigint, shift: number, bits: number) =>
    Number((value >> BigInt(shift)) & ((1n << BigInt(bits)) - 1n));
  return Array.from({ length: rowCount }, (_, row) => {
    const packed = code![row]!;
    const remoteShift = CODE_BITS.shape + CODE_BITS.local;
    return {
      time: time![row]!,
      latency: latency![row]!,
      shape: field(packed, 0, CODE_BITS.shape),
      local: field(packed, CODE_BITS.shape, CODE_BITS.local),
      remote: field(packed, remoteShift, CODE_BITS.remote),
      isServer: field(packed, remoteShift + CODE_BITS.remote, CODE_BITS.role) === 1,
      port: field(packed, 32, CODE_BITS.port),
      trace: trace![row]!,
      hop: `${trace![row]!} ${span![row]!}`,
    };
  });
}

const byTime = (rows: readonly Row[]) =>
  [...rows].sort((a, b) => Number(a.time - b.time) || a.hop.localeCompare(b.hop));

describe('windows', () => {
  test.each(['http', 'pgsql', 'kafka'] as const)(
    '%s rows do not depend on how they are cut',
    (kind) => {
      const whole = rowsOf(kind, START, START + 30);
      const parts = [...rowsOf(kind, START, START + 7), ...rowsOf(kind, START + 7, START + 30)];
      expect(byTime(parts)).toEqual(byTime(whole));
      expect(whole.length).toBeGreaterThan(0);
    },
  );

  test('hold the rows that start in them, and no others', () => {
    const [from, to] = [BigInt(START) * 1_000_000_000n, BigInt(START + 5) * 1_000_000_000n];
    const rows = rowsOf('http', START, START + 5);
    expect(rows.filter(({ time }) => time < from || time >= to)).toEqual([]);
  });

  test('another seed gives other rows', () => {
    expect(rowsOf('http', START, START + 2, 1)).not.toEqual(rowsOf('http', START, START + 2, 2));
  });
});

describe('each hop', () => {
  // The middle of the window: hops near its edges may have only one side in it.
  const rows = rowsOf('http', START, START + 40);
  const sides = new Map<string, Row[]>();
  for (const row of rows) sides.set(row.hop, [...(sides.get(row.hop) ?? []), row]);
  const pairs = [...sides.values()].flatMap((pair) => {
    const client = pair.find((row) => !row.isServer);
    const server = pair.find((row) => row.isServer);
    return client && server ? [{ client, server }] : [];
  });

  test('within the cluster is seen by both sides', () => {
    const middle = (BigInt(START) + 20n) * 1_000_000_000n;
    const inside = rows.filter(
      (row) => row.time < middle && row.isServer && row.remote < SLOTS.length,
    );
    const lonely = inside.filter((row) => sides.get(row.hop)?.length !== 2);
    // At the very start a client's side may lie before the window.
    expect(lonely.length).toBeLessThan(5);
    expect(inside.length).toBeGreaterThan(1000);
  });

  test('the server answers within the time the client waits', () => {
    for (const { client, server } of pairs) {
      expect(server.time).toBeGreaterThan(client.time);
      expect(server.time + server.latency).toBeLessThan(client.time + client.latency);
    }
  });

  test('both sides agree on addresses, ports and what was said', () => {
    for (const { client, server } of pairs) {
      expect(server.remote).toBe(client.local);
      expect([server.port, server.shape]).toEqual([client.port, client.shape]);
    }
  });

  test('happens while its request is served', () => {
    const entries = new Map(
      rows
        .filter((row) => row.isServer && row.remote >= SLOTS.length)
        .map((row) => [row.trace, row]),
    );
    let checked = 0;
    for (const { server } of pairs) {
      const entry = entries.get(server.trace);
      if (!entry) continue;
      checked += 1;
      expect(server.time).toBeGreaterThan(entry.time);
      expect(server.time + server.latency).toBeLessThan(entry.time + entry.latency);
    }
    expect(checked).toBeGreaterThan(1000);
  });
});

test('statements happen while the request that needs them is served', () => {
  const requests = new Map(
    rowsOf('http', START, START + 20)
      .filter((row) => row.isServer && row.remote >= SLOTS.length)
      .map((row) => [row.trace, row]),
  );
  const statements = rowsOf('redis', START, START + 20).filter((row) => requests.has(row.trace));
  expect(statements.length).toBeGreaterThan(100);
  for (const { trace, time, latency } of statements) {
    const request = requests.get(trace)!;
    expect(time).toBeGreaterThan(request.time);
    expect(time + latency).toBeLessThan(request.time + request.latency);
  }
});
