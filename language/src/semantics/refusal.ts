/** How a statement ends that the compiler refuses. It is caught where statements are run. */
import type { Place } from './ir.ts';

export interface Complaint {
  readonly message: string;
  /** Where to underline. */
  readonly place: Place;
  /** False where the real compiler gives no position. */
  readonly positioned: boolean;
}

/** Carries one or more complaints out of an expression; never leaves the analyzer. */
export class Refusal extends Error {
  readonly complaints: readonly Complaint[];

  constructor(place: Place, message: string, options: { readonly positioned?: boolean } = {}) {
    super(message);
    this.complaints = [{ message, place, positioned: options.positioned ?? true }];
  }
}

/** Several complaints at once, as failed time texts give. */
export class Refusals extends Refusal {
  override readonly complaints: readonly Complaint[];

  constructor(complaints: readonly [Complaint, ...Complaint[]]) {
    super(complaints[0].place, complaints[0].message);
    this.complaints = complaints;
  }
}
