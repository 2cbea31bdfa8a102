/**
 * Profiles of pprof: those of Go programs, and of every profiler that writes this format.
 *
 * @see proto/profile.proto in google/pprof
 */
import { loadPprof } from '#proto';
import { foldedStacks, frameText, type ReadProfile } from './profile.ts';

/** Decoded message; numbers are decimal text and lists may be absent. */
interface PprofMessage {
  readonly sampleType?: readonly PprofValueType[];
  readonly sample?: readonly {
    readonly locationId?: readonly string[];
    readonly value?: readonly string[];
  }[];
  readonly location?: readonly {
    readonly id?: string;
    readonly address?: string;
    readonly line?: readonly { readonly functionId?: string }[];
  }[];
  readonly function?: readonly { readonly id?: string; readonly name?: string }[];
  readonly stringTable?: readonly string[];
  readonly timeNanos?: string;
  readonly durationNanos?: string;
  readonly period?: string;
}
interface PprofValueType {
  readonly type?: string;
  readonly unit?: string;
}

/** The uncompressed bytes of a profile. Its first sample type in counts is taken. */
export function readPprof(bytes: Buffer, program: string): ReadProfile {
  let message: PprofMessage;
  try {
    message = loadPprof().decode(bytes);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { problem: `The file is neither a .cpuprofile nor a pprof profile (${detail}).` };
  }
  const text = (index: string | undefined): string =>
    message.stringTable?.[Number(index ?? '0')] ?? '';
  const types = (message.sampleType ?? []).map(({ type, unit }) => ({
    type: text(type),
    unit: text(unit),
  }));
  if (types.length === 0 || (message.sample ?? []).length === 0) {
    return { problem: 'The file is neither a .cpuprofile nor a pprof profile with samples.' };
  }
  const chosen = chosenType(types);
  if (chosen === undefined) {
    const names = types.map(({ type, unit }) => `${type}/${unit}`).join(', ');
    return { problem: `The profile is not of CPU time: it counts ${names}.` };
  }
  const perSample = chosen.unit === 'count' ? 1n : BigInt(message.period ?? '0');
  const frames = framesOf(message, text);
  const stacks = (message.sample ?? []).map(({ locationId, value }) => {
    const stack = (locationId ?? []).toReversed().flatMap((id) => frames.get(id) ?? ['(unknown)']);
    const amount = BigInt(value?.[chosen.index] ?? '0');
    // Without a period the time of a stack is all there is; nanoseconds count as samples of 1 ns.
    const count = perSample > 0n ? amount / perSample : amount;
    return { stack: stack.join(';'), count };
  });
  const timeNs = BigInt(message.timeNanos ?? '0');
  return {
    profile: {
      program,
      timeNs: timeNs > 0n ? timeNs : undefined,
      durationNs: BigInt(message.durationNanos ?? '0'),
      stacks: foldedStacks(stacks.filter(({ stack, count }) => stack !== '' && count > 0n)),
    },
  };
}

const COUNTS = new Set(['samples', 'sample']);
const TIMES = new Set(['cpu', 'wall', 'time']);

function chosenType(
  types: readonly { readonly type: string; readonly unit: string }[],
): { readonly index: number; readonly unit: string } | undefined {
  const find = (names: ReadonlySet<string>) => types.findIndex(({ type }) => names.has(type));
  const isOfTime = find(TIMES) >= 0;
  const index = find(COUNTS) >= 0 && (isOfTime || types.length === 1) ? find(COUNTS) : find(TIMES);
  const found = types[index];
  return found === undefined ? undefined : { index, unit: found.unit };
}

/** Names of each location's functions, the outermost first. */
function framesOf(
  message: PprofMessage,
  text: (index: string | undefined) => string,
): ReadonlyMap<string, readonly string[]> {
  const functions = new Map(
    (message.function ?? []).map(({ id, name }) => [id ?? '0', frameText(text(name))]),
  );
  return new Map(
    (message.location ?? []).map(({ id, address, line }): [string, readonly string[]] => {
      const names = (line ?? []).map(({ functionId }) => functions.get(functionId ?? '0'));
      const known = names.toReversed().map((name) => name ?? '(unknown)');
      const hex = `0x${BigInt(address ?? '0').toString(16)}`;
      return [id ?? '0', known.length === 0 ? [hex] : known];
    }),
  );
}
