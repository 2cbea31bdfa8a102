/** Values of OTLP messages, whether they came as protobuf or as JSON. */
import { TelemetryError } from '#protocol/telemetry';

/** Whole numbers are bigint, lists hold such values, maps are given as JSON text. */
export type AttributeValue = string | number | bigint | boolean | readonly AttributeValue[];
export type Attributes = ReadonlyMap<string, AttributeValue>;
export type Fields = Readonly<Record<string, unknown>>;

/** A request that is not what OTLP says. */
export const malformed = (message: string): TelemetryError =>
  new TelemetryError('malformed', message);

/** @throws TelemetryError when `value` is no message. */
export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw malformed(`${name} is no object`);
}

/** An absent list is empty. @throws TelemetryError when `value` is something else. */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw malformed(`${name} is no list`);
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A whole number, which JSON gives as decimal text or as number; 0 when absent. */
export function wholeOf(value: unknown, name: string): bigint {
  if (value === undefined || value === null || value === '') return 0n;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw malformed(`${name} is no whole number`);
}

/** JSON gives NaN and infinities as text. */
export function doubleOf(value: unknown): number {
  if (typeof value === 'string' && !/^(?:NaN|-?Infinity)$/.test(value)) return 0;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string'
    ? Number(value)
    : 0;
}

/** Lower-case hexadecimal text of an ID, '' when there is none. */
export function idOf(value: unknown, bytes: number, name: string): string {
  const hex = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : textOf(value);
  if (hex === '' || /^0+$/.test(hex)) return '';
  if (hex.length === 2 * bytes && /^[0-9a-f]+$/i.test(hex)) return hex.toLowerCase();
  throw malformed(`${name} has no ${String(2 * bytes)} hexadecimal digits`);
}

const MAX_DEPTH = 8;

/** The later of equal keys counts. */
export function attributesOf(value: unknown, name: string): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const item of listOf(value, name)) {
    const { key, value: given } = fieldsOf(item, name);
    const found = attributeValue(given, 0);
    if (typeof key === 'string' && found !== undefined) attributes.set(key, found);
  }
  return attributes;
}

/** An AnyValue; undefined when it is empty or nested too deep. */
function attributeValue(value: unknown, depth: number): AttributeValue | undefined {
  if (value === undefined || value === null || depth > MAX_DEPTH) return undefined;
  const any = fieldsOf(value, 'an attribute value');
  if (typeof any['stringValue'] === 'string') return any['stringValue'];
  if (typeof any['boolValue'] === 'boolean') return any['boolValue'];
  if (any['intValue'] !== undefined) return wholeOf(any['intValue'], 'intValue');
  if (any['doubleValue'] !== undefined) return doubleOf(any['doubleValue']);
  if (any['arrayValue'] !== undefined) {
    const { values } = fieldsOf(any['arrayValue'], 'arrayValue');
    return listOf(values, 'arrayValue').flatMap((item) => attributeValue(item, depth + 1) ?? []);
  }
  if (any['kvlistValue'] !== undefined) {
    const { values } = fieldsOf(any['kvlistValue'], 'kvlistValue');
    const entries = listOf(values, 'kvlistValue').map((item): [string, string] => {
      const { key, value: given } = fieldsOf(item, 'kvlistValue');
      return [textOf(key), asText(attributeValue(given, depth + 1))];
    });
    return JSON.stringify(Object.fromEntries(entries));
  }
  const bytes = any['bytesValue'];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : textOf(bytes);
}

/** A value as text: lists are joined by commas. */
function asText(value: AttributeValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'object') return value.map(asText).join(', ');
  return String(value);
}

/** The first of the attributes that is there and not empty, as text. */
export function textIn(attributes: Attributes, ...keys: readonly string[]): string {
  for (const key of keys) {
    const text = asText(attributes.get(key));
    if (text !== '') return text;
  }
  return '';
}

/** The first of the attributes that is a whole number, also as text; 0 without one. */
export function wholeIn(attributes: Attributes, ...keys: readonly string[]): bigint {
  for (const key of keys) {
    const text = asText(attributes.get(key));
    if (/^-?\d{1,18}$/.test(text)) return BigInt(text);
  }
  return 0n;
}
