/** Values of number and string tokens. */

const INT64_MAX = 2n ** 63n - 1n;

/** @returns undefined where the text is no decimal int64, as hexadecimal letters are not. */
export function integerValue(digits: string): bigint | undefined {
  if (!/^[0-9]+$/.test(digits)) return undefined;
  const value = BigInt(digits);
  return value > INT64_MAX ? undefined : value;
}

export function floatValue(text: string): number | undefined {
  return /^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  b: '\b',
  f: '\f',
  t: '\t',
  n: '\n',
  r: '\r',
  v: '\v',
  a: '\x07',
};

/**
 * The value of a string token with its prefix and quotes. Escaped bytes that do not form UTF-8
 * become the lone surrogates U+DC80 to U+DCFF.
 */
export function stringValue(token: string): string {
  const quoteAt = token.search(/["']/);
  const prefix = token.slice(0, quoteAt).toLowerCase();
  const quote = token[quoteAt] ?? '"';
  const width = token.startsWith(quote.repeat(3), quoteAt) && token.length >= quoteAt + 6 ? 3 : 1;
  const body = token.slice(quoteAt + width, token.length - width).replaceAll('\r\n', '\n');
  if (prefix.includes('r') || prefix === 'u') return body;
  return unescape(body);
}

function unescape(body: string): string {
  if (!body.includes('\\')) return body;
  let result = '';
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length > 0) result += decodeBytes(bytes);
    bytes = [];
  };
  const pattern = /\\([0-7]{1,3}|x[0-9a-fA-F]{2}|x[0-9a-fA-F]?|[\s\S])|[^\\]+|\\/g;
  for (const [whole, escape] of body.matchAll(pattern)) {
    if (escape === undefined) {
      flush();
      result += whole;
    } else if (/^[0-7]/.test(escape)) {
      bytes.push(parseInt(escape, 8) & 0xff);
    } else if (/^x../.test(escape)) {
      bytes.push(parseInt(escape.slice(1), 16));
    } else if (escape.startsWith('x')) {
      // An incomplete \x vanishes together with its one digit.
      continue;
    } else {
      flush();
      result += SIMPLE_ESCAPES[escape] ?? whole;
    }
  }
  flush();
  return result;
}

/** Decodes UTF-8; bytes that are none of it become lone surrogates. */
function decodeBytes(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const [point, length] = decodePoint(bytes, at);
    text += String.fromCodePoint(point);
    at += length;
  }
  return text;
}

function decodePoint(bytes: readonly number[], at: number): readonly [number, number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const broken = [0xdc00 + first, 1] as const;
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first >= 0xf5 || at + length > bytes.length) return broken;
  let point = first & (0xff >> (length + 1));
  for (let index = 1; index < length; index += 1) {
    const next = bytes[at + index] ?? 0;
    if ((next & 0xc0) !== 0x80) return broken;
    point = (point << 6) | (next & 0x3f);
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][length] ?? 0;
  const fits = point >= least && point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000);
  return fits ? [point, length] : broken;
}
