/** Counter-based random numbers: a value depends on its coordinates, never on what came before. */

/** Mixes integers into 32 well-spread bits. */
export function mix(a: number, b = 0, c = 0, d = 0): number {
  let h = a ^ 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ b;
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35) ^ c;
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f) ^ d;
  h = Math.imul(h ^ (h >>> 16), 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 16)) >>> 0;
}

/** `mix` as a number in [0, 1). */
export function mixUnit(a: number, b = 0, c = 0, d = 0): number {
  return mix(a, b, c, d) / 0x1_0000_0000;
}

/** Hexadecimal text of `digits` digits made from the coordinates. */
export function mixHex(digits: number, a: number, b = 0, c = 0): string {
  let text = '';
  for (let part = 0; text.length < digits; part++) {
    text += mix(a, b, c, part + 101)
      .toString(16)
      .padStart(8, '0');
  }
  return text.slice(0, digits);
}

/** A UUID in text form made from the coordinates. */
export function mixUuid(a: number, b = 0, c = 0): string {
  const hex = mixHex(32, a, b, c);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

/** A short-lived stream of random numbers, e.g. one for each user request. */
export class RandomStream {
  #a = 0;
  #b = 0;
  #c = 0;
  #count = 1;

  /** Starts the stream that belongs to the coordinates. */
  reset(a: number, b: number, c: number): void {
    this.#a = mix(a, b, c, 1);
    this.#b = mix(a, b, c, 2);
    this.#c = mix(a, b, c, 3);
    this.#count = 1;
  }

  /** 32 random bits (the sfc32 generator). */
  bits(): number {
    const t = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** An integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.unit() * n);
  }

  /** A log-normal number: half of them are below `median`. */
  logNormal(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.unit()));
  }
}
