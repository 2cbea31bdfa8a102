/** Points in time, exact to the nanosecond. */

const NS_PER_S = 1_000_000_000n;

const digits = (value: number, width = 2): string => String(value).padStart(width, '0');

interface Instant {
  /** To the second; every int64 of nanoseconds is a date that calendars know (1677 to 2262). */
  readonly date: Date;
  /** Nine digits. */
  readonly fraction: string;
}

function instantOf(ns: bigint): Instant {
  const fraction = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
  const date = new Date(Number((ns - fraction) / NS_PER_S) * 1000);
  return { date, fraction: fraction.toString().padStart(9, '0') };
}

/** RFC 3339 with nine digits: `2023-11-14T22:13:20.000000001Z`. */
export function timeText(ns: bigint): string {
  const { date, fraction } = instantOf(ns);
  return `${date.toISOString().slice(0, 19)}.${fraction}Z`;
}

/** Day and clock in the zone of the window. */
function localParts(date: Date): { readonly day: string; readonly clock: string } {
  return {
    day: `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`,
    clock: `${digits(date.getHours())}:${digits(date.getMinutes())}:${digits(date.getSeconds())}`,
  };
}

/** `2023-11-14 23:13:20.123` in the zone of the window. */
export function localTimeText(ns: bigint): string {
  const { date, fraction } = instantOf(ns);
  const { day, clock } = localParts(date);
  return `${day} ${clock}.${fraction.slice(0, 3)}`;
}

/** The same instant three ways: local to the nanosecond, UTC as RFC 3339, nanoseconds. */
export function timeLines(ns: bigint): readonly string[] {
  const { date, fraction } = instantOf(ns);
  const { day, clock } = localParts(date);
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
