/**
 * JSON as RapidJSON reads and writes it, which is what Pixie's functions show: numbers keep being
 * integers or doubles, the first of equal keys counts, output has no spaces.
 */
export type Json =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Json])[] };

const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MIN = -(2n ** 63n);
const MAX_DEPTH = 1000;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/uy;
const SPACE = /[ \t\n\r]*/uy;
const PLAIN_STRING = /"[^"\\\u0000-\u001f]*"/uy;

/** Texts are handed to a C library, for which a NUL is the end. */
export function untilNul(text: string): string {
  const end = text.indexOf('\u0000');
  return end < 0 ? text : text.slice(0, end);
}

/** Reads a whole text; undefined when it is not JSON. */
export function readJson(text: string): Json | undefined {
  const reader = new Reader(untilNul(text));
  const value = reader.value(0);
  return value !== undefined && reader.atEnd() ? value : undefined;
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    this.#space();
    return this.#at === this.text.length;
  }

  value(depth: number): Json | undefined {
    this.#space();
    if (depth > MAX_DEPTH) return undefined;
    switch (this.text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"': {
        const value = this.#string();
        return value === undefined ? undefined : { kind: 'string', value };
      }
      case 't':
        return this.#word('true', { kind: 'boolean', value: true });
      case 'f':
        return this.#word('false', { kind: 'boolean', value: false });
      case 'n':
        return this.#word('null', { kind: 'null' });
      default:
        return this.#number();
    }
  }

  #object(depth: number): Json | undefined {
    const members: [string, Json][] = [];
    this.#at++;
    if (this.#take('}')) return { kind: 'object', members };
    do {
      this.#space();
      const key = this.#string();
      if (key === undefined || !this.#take(':')) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      members.push([key, value]);
    } while (this.#take(','));
    return this.#take('}') ? { kind: 'object', members } : undefined;
  }

  #array(depth: number): Json | undefined {
    const items: Json[] = [];
    this.#at++;
    if (this.#take(']')) return { kind: 'array', items };
    do {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
    } while (this.#take(','));
    return this.#take(']') ? { kind: 'array', items } : undefined;
  }

  #string(): string | undefined {
    const plain = this.#match(PLAIN_STRING);
    if (plain !== undefined) return plain.slice(1, -1);
    if (this.text[this.#at] !== '"') return undefined;
    let end = this.#at + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    const source = this.text.slice(this.#at, end + 1);
    this.#at = end + 1;
    try {
      const value: unknown = JSON.parse(source);
      // Half a pair of surrogates is no character.
      return typeof value === 'string' && !/\p{Surrogate}/u.test(value) ? value : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #number(): Json | undefined {
    const source = this.#match(NUMBER);
    if (source === undefined) return undefined;
    const value = /[.eE]/u.test(source) ? undefined : BigInt(source);
    if (value !== undefined && value >= INT64_MIN && value <= UINT64_MAX) {
      return { kind: 'integer', value };
    }
    const double = Number(source);
    return Number.isFinite(double) ? { kind: 'double', value: double } : undefined;
  }

  #word(word: string, value: Json): Json | undefined {
    if (!this.text.startsWith(word, this.#at)) return undefined;
    this.#at += word.length;
    return value;
  }

  #take(character: string): boolean {
    this.#space();
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

/** Writes a value without spaces. */
function writeJson(value: Json): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'integer':
      return String(value.value);
    case 'double':
      return doubleText(value.value);
    case 'string':
      return jsonString(value.value);
    case 'array':
      return `[${value.items.map(writeJson).join(',')}]`;
    case 'object':
      return `{${value.members.map(([key, item]) => `${jsonString(key)}:${writeJson(item)}`).join(',')}}`;
  }
}

/** A string with quotes; only what must be is escaped, control characters in upper-case hex. */
export function jsonString(value: string): string {
  return JSON.stringify(value).replace(/\\u00([0-9a-f]{2})/gu, (_, digits: string) => {
    return `\\u00${digits.toUpperCase()}`;
  });
}

/** The shortest digits that read back, always with a fraction or an exponent. */
export function doubleText(value: number): string {
  const text = String(Object.is(value, -0) ? '-0' : value).replace('e+', 'e');
  return /[.eN]|Infinity/u.test(text) ? text : `${text}.0`;
}

/** The value as `px.pluck` shows it: strings without quotes, null as ''. */
export function plainText(value: Json | undefined): string {
  if (value === undefined || value.kind === 'null') return '';
  return value.kind === 'string' ? untilNul(value.value) : writeJson(value);
}
