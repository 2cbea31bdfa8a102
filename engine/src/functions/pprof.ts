/**
 * Stack traces with counts as one profile of pprof.
 *
 * @see src/carnot/funcs/builtins/pprof_ops.h and src/shared/pprof/pprof.cc in pixie-io/pixie
 */
import { loadPprof } from '#proto';
import type { ScriptFunction } from '../store/scriptFunctions.ts';
import { textOfBytes } from './bytes.ts';

const DIFFERENT_PERIODS = 'Protobuf `SerializeToString` failed, multiple profiling periods found.';
const NS_PER_MS = 1_000_000n;
/** The period of a profile without rows. */
const NO_PERIOD = -1n;

/** Numbers are text, so that they stay exact. */
interface Row {
  readonly stack: string;
  readonly count: string;
  readonly period: string;
}

export const PPROF_SCRIPT: ScriptFunction = {
  name: 'pprof',
  parameters: ['STRING'],
  returns: 'STRING',
  call: (text) => {
    const rows = JSON.parse(String(text)) as readonly Row[];
    // The engine keeps the period in 32 bits.
    const periods = new Set(rows.map(({ period }) => BigInt.asIntN(32, BigInt(period))));
    if (periods.size > 1) return DIFFERENT_PERIODS;
    const counts = new Map<string, bigint>();
    for (const { stack, count } of rows) {
      counts.set(stack, BigInt.asUintN(64, (counts.get(stack) ?? 0n) + BigInt(count)));
    }
    return textOfBytes(profileOf(counts, [...periods][0] ?? NO_PERIOD));
  },
};

function profileOf(counts: ReadonlyMap<string, bigint>, periodMs: bigint): Buffer {
  const stringTable = ['', 'samples', 'count', 'cpu', 'nanoseconds'];
  const first = stringTable.length;
  const ids = new Map<string, number>();
  const periodNs = BigInt.asUintN(32, periodMs * NS_PER_MS);
  const sample = [...counts].map(([stack, count]) => ({
    value: [String(BigInt.asIntN(64, count)), String(BigInt.asIntN(64, count * periodNs))],
    // Leaf first.
    locationId: stack
      .split(';')
      .toReversed()
      .map((symbol) => {
        const id = ids.get(symbol) ?? ids.size + 1;
        ids.set(symbol, id);
        return id;
      }),
  }));
  return loadPprof().encode({
    stringTable: [...stringTable, ...ids.keys()],
    sampleType: [
      { type: 1, unit: 2 },
      { type: 3, unit: 4 },
    ],
    periodType: { type: 3, unit: 4 },
    period: String(periodNs),
    sample,
    location: [...ids.values()].map((id) => ({ id, line: [{ functionId: id }] })),
    function: [...ids.values()].map((id) => ({ id, name: first + id - 1 })),
  });
}
