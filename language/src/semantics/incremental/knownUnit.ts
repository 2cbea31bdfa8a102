/** What is remembered of evaluating a part of a script, and how it moves with the script's text. */
import type { OutputTable, ValueDescription } from '../../analysis/analysis.ts';
import { countsNodes, type Complaint } from '../ir/refusal.ts';
import { describe, type Value } from '../values/values.ts';
import type { Statement } from '../../syntax/tree.ts';
import type { Span } from '../../text/span.ts';

/** Undefined where the call has failed. `open` where it holds places, which are not remembered. */
export type GivenResult =
  | { readonly kind: 'told'; readonly value: ValueDescription | undefined }
  | { readonly kind: 'open' };

export function givenResult(returned: Value | undefined): GivenResult {
  const value = returned && describe(returned);
  return value === undefined || isPlain(value) ? { kind: 'told', value } : { kind: 'open' };
}

function isPlain(value: ValueDescription): boolean {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.every(isPlain);
  return value.kind === 'dataFrame' || value.kind === 'expression' || value.kind === 'none';
}

/** What evaluating a part has shown, apart from values. */
export interface UnitFindings {
  readonly complaints: readonly Complaint[];
  /** What a function gives with sample arguments. */
  readonly result: GivenResult;
  /** Functions it called, by name, with the statement of the part that did so last. */
  readonly called: readonly { readonly name: string; readonly root: number }[];
  /** Result tables by the names the script gives them. */
  readonly outputs: readonly OutputTable[];
  /** The run gives a result or an export; told of what has no complaints. */
  readonly hasResult: boolean;
  /** `head()` calls right before a result that ask for more than its rows. */
  readonly clampedHeads: readonly Span[];
  /** Expressions and operators made. */
  readonly nodeCount: number;
  readonly opCount: number;
  /** Expressions evaluated. */
  readonly steps: number;
  /** It cannot be told apart from the rest of the script after all. */
  readonly isEntangled: boolean;
}

export interface KnownUnit {
  /** Where the statements were that it depends on. */
  readonly places: readonly Span[];
  readonly findings: UnitFindings;
}

const placesOf = (members: readonly Statement[]): readonly Span[] =>
  members.map(({ span: { start, end } }) => ({ start, end }));

/** @returns undefined where a place is outside of what the part depends on, or counts something. */
export function remembered(
  findings: UnitFindings,
  members: readonly Statement[],
): KnownUnit | undefined {
  const places = placesOf(members);
  const isInside = ({ start, end }: Span) =>
    places.some((place) => place.start <= start && end <= place.end);
  const isAt = (offset: number) => isInside({ start: offset, end: offset });
  const { complaints, outputs, clampedHeads, isEntangled } = findings;
  const spans = [...clampedHeads, ...outputs.map(({ span }) => span)];
  const moves =
    spans.every(isInside) &&
    complaints.every((one) => {
      const { span, at } = one.place;
      const isSomewhere = isInside(span) && (at === undefined ? span.end > 0 : isAt(at));
      return isSomewhere && one.position === undefined && !countsNodes(one);
    });
  return moves && !isEntangled ? { places, findings } : undefined;
}

/** As the statements stand now. */
export function moved(
  { places, findings }: KnownUnit,
  members: readonly Statement[],
): UnitFindings {
  const now = placesOf(members);
  if (places.every(({ start }, index) => start === now[index]?.start)) return findings;
  const move = (offset: number): number => {
    const index = places.findIndex(({ start, end }) => start <= offset && offset <= end);
    return offset + (now[index]?.start ?? 0) - (places[index]?.start ?? 0);
  };
  const moveSpan = ({ start, end }: Span): Span => {
    const by = move(start) - start;
    return { start: start + by, end: end + by };
  };
  const { complaints, outputs, clampedHeads } = findings;
  return {
    ...findings,
    complaints: complaints.map((one) => {
      const span = moveSpan(one.place.span);
      const at = one.place.at === undefined ? undefined : move(one.place.at);
      return { ...one, place: { ...one.place, at, span } };
    }),
    outputs: outputs.map((one) => ({ ...one, span: moveSpan(one.span) })),
    clampedHeads: clampedHeads.map(moveSpan),
  };
}
