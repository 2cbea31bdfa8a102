/** Which of several complaints is the compiler's, where parts have been evaluated apart. */
import type { Statement } from '../../syntax/tree.ts';
import { rankOf, rankOfPhase, countsNodes, type Complaint } from '../ir/refusal.ts';
import { MAX_NODES, MAX_OPERATORS } from '../ir/graph.ts';
import { MAX_STEPS } from '../evaluate/limits.ts';
import type { Unit, Units } from './units.ts';

/**
 * Complaints of the script itself, the compiler's first one first.
 *
 * @param headers Those of imports and of the heads of functions.
 * @param isRefused The compiler has not come to any of this.
 * @returns undefined where only evaluating the script as a whole can tell.
 */
export function complaintsInOrder(
  headers: readonly Complaint[],
  units: Units,
  isRefused: boolean,
): readonly Complaint[] | undefined {
  const own = units.all.filter(({ kind }) => kind !== 'sample');
  const found = own.map((unit) => ({ unit, ...units.of(unit) }));
  const sum = (of: 'nodeCount' | 'opCount' | 'steps') =>
    found.reduce((total, one) => total + one[of], 0);
  // What is too large for a whole script is so for all its parts together.
  const isLarge =
    sum('nodeCount') > MAX_NODES || sum('opCount') > MAX_OPERATORS || sum('steps') > MAX_STEPS;
  if (isLarge || found.some(({ isEntangled }) => isEntangled)) return undefined;
  const complaining = found.filter(({ complaints }) => complaints.length > 0);
  const all = [...headers, ...complaining.flatMap(({ complaints }) => complaints)];
  if (isRefused) return all;
  if (all.length === 0) return found.some(({ hasResult }) => hasResult) ? all : undefined;
  if (all.some(countsNodes)) return undefined;
  const firsts = [headers, ...complaining.map(({ complaints }) => complaints)].flatMap(
    (complaints) => firstOf(complaints) ?? [],
  );
  const [first, ...others] = firsts;
  if (first === undefined || others.every((one) => one.key === first.key)) return all;
  if (headers.length > 0 || !areApart(complaining.map(({ unit }) => unit))) return undefined;
  // Of the operators of all units, the compiler sees those first that have least above them.
  const best = others.reduce((before, one) => (comesBefore(one, before) ? one : before), first);
  // What comes up when everything is planned, planning the parts cannot tell.
  if (best.rank >= PLANNING) return undefined;
  return [...best.complaints, ...all.filter((one) => !best.complaints.includes(one))];
}

const PLANNING = rankOfPhase('pruning');

interface First {
  readonly rank: number;
  readonly generation: number;
  readonly key: string;
  /** Those it is the first of. */
  readonly complaints: readonly Complaint[];
}

const comesBefore = (a: First, b: First): boolean =>
  a.rank < b.rank || (a.rank === b.rank && a.generation < b.generation);

function firstOf(complaints: readonly Complaint[]): First | undefined {
  const [first, ...others] = complaints.map((one) => ({ one, rank: rankOf(one) }));
  if (first === undefined) return undefined;
  const { one, rank } = others.reduce((best, next) => (next.rank < best.rank ? next : best), first);
  const { at, span } = one.place;
  const place = [at, span.start, span.end].map(String).join();
  return { rank, generation: one.generation ?? 0, key: `${place} ${one.message}`, complaints };
}

/** Whether no unit of the script begins before another one ends. */
export function areApart(units: readonly Unit[]): boolean {
  const extents = units
    .filter(({ kind }) => kind === 'script')
    .map(({ roots }) => ({ start: startOf(roots[0]), end: startOf(roots.at(-1)) }))
    .sort((a, b) => a.start - b.start);
  return extents.every(({ start }, index) => start > (extents[index - 1]?.end ?? -1));
}

const startOf = (node: Statement | undefined): number => node?.span.start ?? 0;
