/** Texts that are JSON by agreement: quantiles, statuses, lists of services, script references. */
import { parseContainer } from './json.ts';

export type Tone = 'none' | 'good' | 'warn' | 'bad' | 'muted';

const field = (value: object | undefined, name: string): unknown =>
  value === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[name];

const textField = (value: object | undefined, name: string): string => {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
};

const SHOWN_QUANTILES = ['p50', 'p90', 'p99'] as const;

/** `p50 1.2 ms  p90 3 ms  p99 9 ms`. @returns undefined when no quantile is in the text. */
export function quantilesText(text: string, show: (value: number) => string): string | undefined {
  const value = parseContainer(text);
  const parts = SHOWN_QUANTILES.flatMap((name) => {
    const found = field(value, name);
    return typeof found === 'number' ? [`${name} ${show(found)}`] : [];
  });
  return parts.length === 0 ? undefined : parts.join('  ');
}

/** Every quantile of the text, in its order: what is shown on hover. */
export function quantileLines(text: string, show: (value: number) => string): readonly string[] {
  return Object.entries(parseContainer(text) ?? {}).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'number' ? [`${name}  ${show(value)}  (${value})`] : [],
  );
}

/** What quantiles are sorted by. */
export function p99Of(text: string): number {
  const found = field(parseContainer(text), 'p99');
  return typeof found === 'number' ? found : Number.NaN;
}

/** The names in a JSON array of services, or the text as it is. */
export function serviceText(text: string): string {
  const value = parseContainer(text);
  return Array.isArray(value) ? value.map(String).join(', ') : text;
}

/** @see px.script_reference: {label, script, args} */
export const labelOf = (text: string): string => textField(parseContainer(text), 'label') || text;

export interface Status {
  readonly text: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
}

/**
 * POD_STATUS is {phase, message, reason, ready}, CONTAINER_STATUS {state, message, reason}; phases
 * and states also come as plain words.
 */
export function statusOf(text: string): Status {
  const value = parseContainer(text);
  const word = textField(value, 'phase') || textField(value, 'state') || (value ? '' : text);
  const ready = field(value, 'ready');
  const reason = textField(value, 'reason');
  const lines = [
    ['Message', textField(value, 'message')],
    ['Reason', reason],
    ['Ready', typeof ready === 'boolean' ? String(ready) : ''],
  ].flatMap(([name, one]) => (one === '' ? [] : [`${String(name)}: ${String(one)}`]));
  const notReady = ready === false && /^(Running|Succeeded)$/.test(word);
  const shown = word === '' ? text : word;
  return {
    text: `${shown}${notReady ? ' (not ready)' : ''}${reason === '' ? '' : ` (${reason})`}`,
    tone: notReady ? 'warn' : toneOf(word, reason),
    lines,
  };
}

function toneOf(word: string, reason: string): Tone {
  switch (word) {
    case 'Running':
    case 'Succeeded':
      return 'good';
    case 'Terminated':
      return reason === '' ? 'good' : 'bad';
    case 'Failed':
      return 'bad';
    case 'Pending':
    case 'Waiting':
      return 'warn';
    default:
      return 'muted';
  }
}
