/** Dashed UUID text and Pixie's two halves. @see px.uuidpb.UUID */
import type { UuidMessage } from './messages.ts';

const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function uuidFromText(text: string): UuidMessage | undefined {
  if (!PATTERN.test(text)) return undefined;
  const digits = text.replaceAll('-', '');
  const half = (part: string) => BigInt(`0x${part}`).toString();
  return { high_bits: half(digits.slice(0, 16)), low_bits: half(digits.slice(16)) };
}

export function uuidToText({ high_bits, low_bits }: UuidMessage): string {
  const half = (value: string) => BigInt(value).toString(16).padStart(16, '0');
  const digits = half(high_bits) + half(low_bits);
  const part = (from: number, to: number) => digits.slice(from, to);
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-');
}
