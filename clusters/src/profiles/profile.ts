/** A CPU profile as stacks with counts, whatever file it came from. */
export interface Profile {
  /** Name of the profiled program, e.g. the file's name. */
  readonly program: string;
  /** When it was recorded, ns since the epoch; undefined when the file does not say. */
  readonly timeNs: bigint | undefined;
  readonly durationNs: bigint;
  readonly stacks: readonly ProfileStack[];
}
export interface ProfileStack {
  /** Frames joined by semicolons, the root first, as in stack_traces.beta. */
  readonly stack: string;
  /** Samples. */
  readonly count: bigint;
}
export type ReadProfile = { readonly profile: Profile } | { readonly problem: string };

/** A frame's name without what separates frames. */
export const frameText = (name: string): string =>
  name === '' ? '(unknown)' : name.replaceAll(';', ':').replaceAll('\n', ' ');

/** Equal stacks as one, in the order of their first appearance. */
export function foldedStacks(stacks: Iterable<ProfileStack>): readonly ProfileStack[] {
  const counts = new Map<string, bigint>();
  for (const { stack, count } of stacks) counts.set(stack, (counts.get(stack) ?? 0n) + count);
  return [...counts].map(([stack, count]) => ({ stack, count }));
}
