/** What a benchmark gives: raw samples; the runner prints medians. */
export interface Measurement {
  readonly what: string;
  readonly unit: 'ms' | 'rows/s' | 'MB' | 'x';
  readonly samples: readonly number[];
}

/** Milliseconds of each of `rounds` calls after `warmUp` uncounted ones. */
export async function timed(
  rounds: number,
  warmUp: number,
  work: (round: number) => Promise<void> | void,
): Promise<number[]> {
  const samples: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const startMs = performance.now();
    await work(round);
    if (round >= 0) samples.push(performance.now() - startMs);
  }
  return samples;
}

/** What a piece of work takes. */
export interface Cost {
  readonly wallMs: number;
  /** Processor time of all threads: the same whatever else the machine does. */
  readonly cpuMs: number;
}
export const wallMs = (one: Cost): number => one.wallMs;
export const cpuMs = (one: Cost): number => one.cpuMs;

export async function cost(work: () => Promise<unknown>): Promise<Cost> {
  const startMs = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000 };
}
