/** Keeps evaluation finite. The real compiler runs out of stack on recursion; we say so instead. */
import type { EvaluationLimits } from './expressions.ts';
import { EndedCall, EndedRun, Refusal } from '../ir/refusal.ts';

export const MAX_STEPS = 500_000;
const MAX_CALL_DEPTH = 64;
/** Expressions within expressions and calls. */
const MAX_DEPTH = 1_500;

export function evaluationLimits(): EvaluationLimits {
  let steps = 0;
  let calls = 0;
  let depth = 0;
  return {
    deepen: (place) => {
      steps += 1;
      if (steps > MAX_STEPS) {
        const message = 'The script is evaluated for too long: its functions call too many others.';
        throw new EndedRun(place, message);
      }
      if (depth >= MAX_DEPTH) throw new Refusal(place, 'This is nested too deeply.');
      depth += 1;
    },
    rise: () => {
      depth -= 1;
    },
    enter: (place) => {
      if (calls >= MAX_CALL_DEPTH) {
        throw new EndedCall(place, 'A function calls itself: the compiler would never finish.');
      }
      calls += 1;
    },
    leave: () => {
      calls -= 1;
    },
    restart: () => {
      const taken = steps;
      steps = 0;
      return taken;
    },
  };
}
