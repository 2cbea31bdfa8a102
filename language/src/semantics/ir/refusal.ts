/** How a statement ends that the compiler refuses. It is caught where statements are run. */
import type { CompilerPosition } from '../../text/span.ts';
import type { Place } from './ir.ts';

/** In which order the compiler looks for problems once everything has been evaluated. */
export const PHASES = [
  ...(['metadataKey', 'stream', 'rounds', 'types', 'drop', 'conversion', 'filter'] as const),
  ...(['groupBy', 'pruning', 'sinks', 'placement', 'export'] as const),
] as const;
export type Phase = (typeof PHASES)[number];

export interface Complaint {
  readonly message: string;
  /** Where to underline. */
  readonly place: Place;
  /** False where the real compiler gives no position. */
  readonly positioned: boolean;
  /** Undefined for what the compiler finds while it evaluates. */
  readonly phase?: Phase | undefined;
  /** Within a phase: how many operators are above the one that it is about. */
  readonly generation?: number | undefined;
  /** Where the compiler says it is, if not at `place`: in a text the script does not hold. */
  readonly position?: CompilerPosition | undefined;
  /** Belongs to the complaint before it. */
  readonly continues?: boolean | undefined;
  /** Left out of the status text; the next one belongs to it. */
  readonly inner?: boolean | undefined;
}

/** In which step of the compiler a complaint comes up: -1 while the script runs. */
export const rankOf = ({ phase }: Complaint): number =>
  phase === undefined ? -1 : rankOfPhase(phase);

export const rankOfPhase = (phase: Phase): number => PHASES.indexOf(phase);

/** Its message shows a number that depends on what the compiler has made before. */
export const countsNodes = ({ message }: Complaint): boolean => message.includes('(id=');

interface RefusalOptions {
  readonly positioned?: boolean;
  readonly phase?: Phase;
}

/** Carries one or more complaints out of an expression; never leaves the analyzer. */
export class Refusal extends Error {
  readonly complaints: readonly [Complaint, ...Complaint[]];

  constructor(place: Place, message: string, { positioned, phase }: RefusalOptions = {}) {
    super(message);
    const hasPosition = place.unknown !== true && (positioned ?? true);
    this.complaints = [{ message, place, positioned: hasPosition, phase }];
  }
}

/** Ends the outermost call as well: what is around it would end the same way. */
export class EndedCall extends Refusal {}

/** Ends the whole run: the script asks for more than can be looked at. */
export class EndedRun extends Refusal {}

/** Several complaints at once, as failed time texts give. */
export class Refusals extends Refusal {
  override readonly complaints: readonly [Complaint, ...Complaint[]];

  constructor(complaints: readonly [Complaint, ...Complaint[]]) {
    super(complaints[0].place, complaints[0].message);
    this.complaints = complaints;
  }
}

/** A problem of a phase that comes after others. */
export class PhasedRefusal extends Refusal {
  constructor(
    readonly phase: Phase,
    place: Place,
    message: string,
    options: { readonly positioned?: boolean } = {},
  ) {
    super(place, message, { ...options, phase });
  }
}

/** Raised where an operand is unknown, to leave quietly: the cause has been reported. */
export class Unknown extends Error {}
