/**
 * Quoting of names and values into SQL text, and the stand-ins for bytes that are not UTF-8.
 *
 * DuckDB's VARCHAR holds valid UTF-8 only, Pixie's strings hold any bytes. A byte 0x80 to 0xFF that
 * is no part of UTF-8 is stored as the private code point U+10FE00 + byte and turned back into that
 * byte when rows leave the store.
 */
const STAND_IN_BASE = 0x10fe00;
const STAND_IN_LEAD = Buffer.from([0xf4, 0x8f]);
const LONE_BYTE_BASE = 0xdc00;

/** A name as quoted SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A string as SQL literal. Lone surrogates U+DC80 to U+DCFF stand for raw bytes; any other lone
 * surrogate becomes U+FFFD as in every UTF-8 encoder.
 */
export function quoteString(value: string): string {
  const text = storedText(value).replaceAll("'", "''");
  if (!text.includes('\0')) return `'${text}'`;
  return `(${text
    .split('\0')
    .map((part) => `'${part}'`)
    .join(' || chr(0) || ')})`;
}

/** A double as SQL expression, exact for every value. */
export function quoteDouble(value: number): string {
  if (Number.isNaN(value)) return "'nan'::DOUBLE";
  if (!Number.isFinite(value)) return value > 0 ? "'inf'::DOUBLE" : "'-inf'::DOUBLE";
  return `'${Object.is(value, -0) ? '-0.0' : String(value)}'::DOUBLE`;
}

/** Splits a quoted SQL name such as `demo."http_events"` into its plain parts. */
export function splitName(name: string): string[] {
  const parts = [...name.matchAll(/"((?:[^"]|"")*)"|([^."]+)/gu)];
  return parts.map((part) => part[2] ?? (part[1] ?? '').replaceAll('""', '"'));
}

/** Script text to stored text: lone surrogates for bytes become stand-ins. */
export function storedText(value: string): string {
  return value.replace(/[\p{Cs}\u{10fe80}-\u{10feff}]/gu, (unit) => {
    const code = unit.codePointAt(0) ?? 0;
    // A true character of the range is stored as its bytes, so that stand-ins stay unambiguous.
    if (code > 0xffff) return standInsOf(Buffer.from(unit));
    const byte = code - LONE_BYTE_BASE;
    return byte >= 0x80 && byte <= 0xff ? standInsOf([byte]) : '\ufffd';
  });
}

const standInsOf = (bytes: Iterable<number>): string =>
  String.fromCodePoint(...Array.from(bytes, (byte) => STAND_IN_BASE + byte));

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes to stored text: bytes that are not UTF-8 become stand-ins. */
export function storedTextOfBytes(bytes: Uint8Array): string {
  try {
    const text = strictDecoder.decode(bytes);
    return mayHoldStandIn(bytes) ? storedText(text) : text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return decodeWithStandIns(bytes);
  }
}

function decodeWithStandIns(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    text +=
      length === 0
        ? standInsOf([bytes[at] ?? 0])
        : storedText(strictDecoder.decode(bytes.subarray(at, at + length)));
    at += Math.max(1, length);
  }
  return text;
}

/** Length of the valid UTF-8 sequence at `at`, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.length) return 0;
  for (let offset = 1; offset < length; offset++) {
    if (((bytes[at + offset] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  const overlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
  const outside = (lead === 0xed && second > 0x9f) || (lead === 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : length;
}

/** Whether stored bytes may hold a stand-in. Fast: most data has none. */
export function mayHoldStandIn(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(STAND_IN_LEAD);
}

/** Stored bytes to the bytes they stand for. */
export function bytesOfStored(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++, length++) {
    const third = bytes[at + 2] ?? 0;
    const standIn =
      bytes[at] === 0xf4 && bytes[at + 1] === 0x8f && (third === 0xba || third === 0xbb);
    if (!standIn) {
      result[length] = bytes[at] ?? 0;
      continue;
    }
    result[length] = 0x80 | ((third & 1) << 6) | ((bytes[at + 3] ?? 0) & 0x3f);
    at += 3;
  }
  return result.subarray(0, length);
}
