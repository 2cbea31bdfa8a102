/**
 * Times and durations a script may write.
 *
 * @see pixie-io/pixie src/carnot/planner/ir/time.cc
 */
import type { IrExpr, IrLiteral } from './ir.ts';
import { Refusal, Refusals } from './refusal.ts';

const UNITS_NS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};
const DURATION = /(-?\d+)(ms|m|s|h|d)/;

/** The first amount with a unit anywhere in the text, in ns; undefined without one. */
export function durationNs(text: string): bigint | undefined {
  const found = DURATION.exec(text);
  const unit = UNITS_NS[found?.[2] ?? ''];
  if (found?.[1] === undefined || unit === undefined) return undefined;
  const amount = BigInt(found[1]);
  return amount >= -(2n ** 31n) && amount < 2n ** 31n ? amount * unit : undefined;
}

export const WRONG_FORMAT = 'Time string is in wrong format.';

/** A time text: relative to `nowNs`, or absolute with a zone. @throws Refusals naming both. */
function textToTime(literal: IrLiteral, nowNs: bigint): bigint {
  const text = String(literal.value);
  const relative = durationNs(text);
  if (relative !== undefined) return nowNs + relative;
  const absolute = absoluteNs(text);
  if (typeof absolute === 'bigint') return absolute;
  const { place } = literal;
  throw new Refusals([
    { message: WRONG_FORMAT, place, positioned: false },
    {
      message: `Failed to parse time: '${absolute.problem}'`,
      place,
      positioned: true,
      continues: true,
    },
  ]);
}

/** ns since the epoch; expressions that are no literal count as 0, as in the compiler. */
export function timeNs(expr: IrExpr, nowNs: bigint): bigint {
  if (expr.kind !== 'literal') {
    if (expr.kind === 'func')
      throw new Refusal(expr.place, 'A time must be a literal, not a function.');
    return 0n;
  }
  if (expr.dataType === 'STRING') return textToTime(expr, nowNs);
  return expr.dataType === 'INT64' || expr.dataType === 'TIME64NS' ? BigInt(expr.value) : 0n;
}

const ABSOLUTE =
  /^\s*(-?\d{1,4})-(\d{1,2})-(\d{1,2})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?\s*(?:([+-])(\d{2}):?(\d{2})?|Z|z)\s*$/;

/** `YYYY-MM-DD HH:MM:SS[.fraction] ±HHMM`. */
function absoluteNs(text: string): bigint | { readonly problem: string } {
  const found = ABSOLUTE.exec(text);
  if (found === null) return { problem: 'Failed to parse input' };
  const part = (index: number) => Number(found[index] ?? '0');
  const [month, day, hour, minute, second] = [part(2), part(3), part(4), part(5), part(6)];
  const inRange = month >= 1 && month <= 12 && hour < 24 && minute < 60 && second <= 60;
  const date = new Date(0);
  date.setUTCFullYear(part(1), month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (!inRange || day < 1 || date.getUTCMonth() !== month - 1) {
    return {
      problem: inRange && day >= 1 && day <= 31 ? 'Out-of-range field' : 'Failed to parse input',
    };
  }
  const offsetMinutes = (part(9) * 60 + part(10)) * (found[8] === '-' ? -1 : 1);
  const ms = BigInt(date.getTime()) - BigInt(offsetMinutes) * 60_000n;
  const fraction = BigInt((found[7] ?? '').padEnd(9, '0').slice(0, 9));
  return ms * 1_000_000n + fraction;
}

/** `px.strptime` with the common directives of absl::ParseTime. */
export function parseWithFormat(text: string, format: string): bigint | undefined {
  if (format === '%Y-%m-%d %H:%M:%E*S %z' || format === '%Y-%m-%d %H:%M:%S %z') {
    const value = absoluteNs(text);
    return typeof value === 'bigint' ? value : undefined;
  }
  const fields: string[] = [];
  const patterns: Readonly<Record<string, string>> = {
    Y: '(-?\\d{1,4})',
    m: '(\\d{1,2})',
    d: '(\\d{1,2})',
    H: '(\\d{1,2})',
    M: '(\\d{1,2})',
    S: '(\\d{1,2})',
    z: '([+-]\\d{2}:?\\d{2}|Z)',
    '%': '%',
  };
  const source = format.replace(/%(?:E\*)?([A-Za-z%])|[.*+?^${}()|[\]\\]|\s+/g, (whole, letter) => {
    if (typeof letter !== 'string') return /\s/.test(whole) ? '\\s*' : `\\${whole}`;
    if (letter !== '%') fields.push(letter);
    return letter === 'S' && whole.includes('*')
      ? '(\\d{1,2}(?:\\.\\d+)?)'
      : (patterns[letter] ?? '(.+?)');
  });
  const found = new RegExp(`^\\s*${source}\\s*$`).exec(text);
  if (found === null) return undefined;
  const value = (letter: string, otherwise: string) =>
    found[fields.indexOf(letter) + 1] ?? otherwise;
  const zone = fields.includes('z') ? value('z', '+0000') : '+0000';
  const day = `${value('Y', '1970')}-${value('m', '1')}-${value('d', '1')}`;
  const time = `${value('H', '0')}:${value('M', '0')}:${value('S', '0')}`;
  const parsed = absoluteNs(`${day} ${time} ${zone}`);
  return typeof parsed === 'bigint' ? parsed : undefined;
}
