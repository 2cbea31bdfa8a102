/** Points in time, exact to the nanosecond. */
import { timeText } from '#protocol/cells';

const NS_PER_S = 1_000_000_000n;

const digits = (value: number, width = 2): string => String(value).padStart(width, '0');

interface LocalParts {
  readonly date: Date;
  readonly day: string;
  readonly clock: string;
  /** Nine digits. */
  readonly fraction: string;
}

/** @returns undefined for years that calendars do not know. */
function localParts(ns: bigint): LocalParts | undefined {
  const fraction = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
  const date = new Date(Number((ns - fraction) / NS_PER_S) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  return {
    date,
    day: `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`,
    clock: `${digits(date.getHours())}:${digits(date.getMinutes())}:${digits(date.getSeconds())}`,
    fraction: fraction.toString().padStart(9, '0'),
  };
}

/** `2023-11-14 23:13:20.123` in the zone of the window. */
export function localTimeText(ns: bigint): string {
  const parts = localParts(ns);
  if (parts === undefined) return `${String(ns)} ns`;
  return `${parts.day} ${parts.clock}.${parts.fraction.slice(0, 3)}`;
}

/** The same instant three ways: local to the nanosecond, UTC as ISO 8601, nanoseconds. */
export function timeLines(ns: bigint): readonly string[] {
  const parts = localParts(ns);
  if (parts === undefined) return [`${String(ns)} ns since 1970`];
  const { date, day, clock, fraction } = parts;
  return [
    `${day} ${clock}.${fraction} ${offsetText(-date.getTimezoneOffset())}`,
    timeText(ns),
    `${String(ns)} ns since 1970`,
  ];
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const sign = minutes < 0 ? '-' : '+';
  return `UTC${sign}${digits(Math.floor(size / 60))}:${digits(size % 60)}`;
}
