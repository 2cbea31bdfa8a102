/**
 * What happens when: load over the day, the recurring incident, and how many user requests of each
 * journey there have been up to a second. All are closed forms of the time, so that any window can
 * be generated without its past and counters agree with events however they are asked for.
 */
import { mixUnit } from './random.ts';

export const DAY_S = 86_400;

const DAY_AMPLITUDE = 0.35;
/** 14:00 UTC has the highest load, 02:00 the lowest. */
const PEAK_S = 14 * 3600;

/** Load relative to the daily mean, 0.65 to 1.35. */
export function loadAt(second: number): number {
  return 1 + DAY_AMPLITUDE * Math.cos((2 * Math.PI * (second - PEAK_S)) / DAY_S);
}

function loadIntegral(second: number): number {
  const turns = (2 * Math.PI) / DAY_S;
  return second + (DAY_AMPLITUDE / turns) * Math.sin(turns * (second - PEAK_S));
}

/**
 * User requests of a journey before `second`. The jitter is smaller than one second of the lowest
 * load, so the count never falls and each second's share varies like real traffic.
 */
export function requestsBefore(
  seed: number,
  journey: number,
  ratePerSecond: number,
  second: number,
): number {
  const jitter = ratePerSecond * (1 - DAY_AMPLITUDE) * 0.95;
  return Math.floor(
    ratePerSecond * loadIntegral(second) + jitter * mixUnit(seed, journey, second, 11),
  );
}

const INCIDENT_PERIOD_S = 30 * 60;
const INCIDENT_START_S = 9 * 60;
const INCIDENT_LENGTH_S = 6 * 60;
/** How many times slower the payment service answers in an incident. */
export const INCIDENT_SLOWDOWN = 8;
/** Share of payments refused by the bank gateway in an incident. */
export const INCIDENT_ERROR_RATE = 0.12;

/** Minutes 9 to 15 of each half hour: the payment service is slow and fails. */
export function isIncident(second: number): boolean {
  const phase = second % INCIDENT_PERIOD_S;
  return phase >= INCIDENT_START_S && phase < INCIDENT_START_S + INCIDENT_LENGTH_S;
}
