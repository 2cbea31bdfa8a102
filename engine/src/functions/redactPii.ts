/**
 * Best-effort removal of personal data: every kind is looked for in the whole text, and of what
 * overlaps the longest is replaced.
 *
 * @see src/carnot/funcs/builtins/pii_ops.cc in pixie-io/pixie
 */
import { IBAN_LENGTHS } from './ibanLengths.ts';

interface Tagger {
  readonly tag: string;
  readonly pattern: RegExp;
  /** A cheap look at what every match has; most texts have none. */
  readonly needs?: RegExp;
  /** A pattern alone finds too much for some kinds. */
  readonly accept?: (text: string) => boolean;
}

const HEX = '[0-9A-Fa-f]{1,4}';
const OCTET = '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})';
const IPV4 = `${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}`;

/** `count` groups, each with its colon. */
const groups = (least: number, most = least): string =>
  `(?:${HEX}:){${String(least)},${String(most)}}`;
/** What stands before a double colon: `count` groups, the last without a colon of its own. */
const before = (count: number): string => (count === 0 ? '' : `${groups(count - 1)}${HEX}`);

/** The last two groups may be written as IPv4; a double colon stands for at least one group. */
const IPV6 = [
  `${groups(6)}${IPV4}`,
  ...[0, 1, 2, 3, 4].map((count) => `${before(count)}::${groups(0, 4 - count)}${IPV4}`),
  `${groups(7)}${HEX}`,
  ...[0, 1, 2, 3, 4, 5].map((count) => `${before(count)}::${groups(0, 5 - count)}(?:${HEX})?`),
  `${before(6)}::`,
].join('|');

const LOCAL_PART = "[0-9a-zA-Z!#$%&'*+,\\-./=?^_`{|}~]";

/** In the order they are looked for: of equally long ones the first stays. */
const TAGGERS: readonly Tagger[] = [
  {
    tag: 'IBAN',
    pattern: /[A-Za-z]{2}[ -]?[0-9]{2}[ -]?(?:[A-Za-z0-9][ -]?){11,28}/u,
    accept: isIban,
  },
  {
    tag: 'EMAIL',
    needs: /@|%40/u,
    // Domains without a dot too, and an at sign as it stands in a URL. What comes before it is tried
    // only as a whole: a long text without any would be read again from each of its characters.
    pattern: new RegExp(
      `(?<!${LOCAL_PART})${LOCAL_PART}+(?:@|%40)(?:[a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+`,
      'u',
    ),
  },
  { tag: 'IPV6', needs: /::|[0-9A-Fa-f]:[0-9A-Fa-f]/u, pattern: new RegExp(IPV6, 'u') },
  { tag: 'IPV4', pattern: new RegExp(IPV4, 'u') },
  { tag: 'MAC_ADDR', pattern: /(?:[0-9a-fA-F]{2}[-:]){5}[0-9a-fA-F]{2}/u },
  { tag: 'IMEI', pattern: /[0-9]{2}-[0-9]{6}-[0-9]{6}-[0-9]/u, accept: isLuhn },
  // With a version in place of the check digit.
  { tag: 'IMEI', pattern: /[0-9]{2}-[0-9]{6}-[0-9]{6}-[0-9]{2}/u },
  { tag: 'CC_NUMBER', pattern: /(?:[0-9][ -]*){12,18}[0-9]/u, accept: isLuhn },
  { tag: 'SSN', pattern: /[0-9]{3}[ -]+[0-9]{2}[ -]+[0-9]{4}/u, accept: isSocialSecurityNumber },
];

interface Found {
  readonly tag: string;
  readonly start: number;
  readonly length: number;
}

export function redactPii(text: string): string {
  const found = TAGGERS.filter(({ needs }) => needs?.test(text) ?? true)
    .flatMap(({ tag, pattern, accept }) =>
      matchesOf(text, pattern)
        .filter(({ start, length }) => accept?.(text.slice(start, start + length)) ?? true)
        .map((match): Found => ({ tag, ...match })),
    )
    .sort((left, right) => left.start - right.start);
  let redacted = '';
  let at = 0;
  for (const { tag, start, length } of withoutOverlaps(found)) {
    redacted += `${text.slice(at, start)}<REDACTED_${tag}>`;
    at = start + length;
  }
  return redacted + text.slice(at);
}

/** One match after the other; each is looked for as if the text began behind the one before. */
function matchesOf(text: string, pattern: RegExp): readonly Omit<Found, 'tag'>[] {
  const found: Omit<Found, 'tag'>[] = [];
  let at = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text.slice(at))) {
    const [{ length }] = match;
    found.push({ start: at + match.index, length });
    at += match.index + length;
  }
  return found;
}

/** The longest of those that begin within the first of their group. */
function withoutOverlaps(sorted: readonly Found[]): readonly Found[] {
  const kept: Found[] = [];
  let at = 0;
  for (let first = sorted[at]; first !== undefined; first = sorted[at]) {
    let longest = first;
    const end = first.start + first.length;
    for (let next: Found | undefined = first; next !== undefined && next.start < end;) {
      if (next.length > longest.length) longest = next;
      next = sorted[++at];
    }
    kept.push(longest);
  }
  return kept;
}

const withoutDelimiters = (text: string): string => text.replace(/[ -]/gu, '');

function isLuhn(text: string): boolean {
  const digits = withoutDelimiters(text);
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Long enough for its country, and 1 modulo 97 with letters as numbers; small letters do not count. */
function isIban(text: string): boolean {
  const plain = withoutDelimiters(text);
  const length = IBAN_LENGTHS.get(text.slice(0, 2).toUpperCase());
  if (length === undefined || plain.length < length) return false;
  const digits = (plain.slice(4) + plain.slice(0, 4))
    .replace(/[a-z]/gu, '')
    .replace(/[A-Z]/gu, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

function isSocialSecurityNumber(text: string): boolean {
  return /^(?!000|666|9)...(?!00)..(?!0000)....$/u.test(withoutDelimiters(text));
}
