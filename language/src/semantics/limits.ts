/** Keeps evaluation finite. The real compiler runs out of stack on recursion; we say so instead. */
import type { EvaluationLimits } from './expressions.ts';
import type { Place } from './ir.ts';
import { Refusal } from './refusal.ts';

const MAX_STEPS = 2_000_000;
const MAX_CALL_DEPTH = 64;
const NOWHERE: Place = { at: undefined, span: { start: 0, end: 0 } };

export function evaluationLimits(): EvaluationLimits {
  let steps = 0;
  let depth = 0;
  return {
    spend: () => {
      steps += 1;
      if (steps > MAX_STEPS) {
        throw new Refusal(
          NOWHERE,
          'The script is evaluated for too long; does a function call itself?',
        );
      }
    },
    enter: (place) => {
      if (depth >= MAX_CALL_DEPTH) {
        throw new Refusal(place, 'A function calls itself: the compiler would never finish.');
      }
      depth += 1;
    },
    leave: () => {
      depth -= 1;
    },
  };
}
