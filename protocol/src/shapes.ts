/** What the shapes of all wires are made with. */
import * as v from 'valibot';

/** Data that nobody changes; rows in typed arrays stay what they are. */
type DeepReadonly<T> = T extends ArrayBufferView
  ? T
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The type of what fits a shape. */
export type Shaped<S extends v.GenericSchema> = DeepReadonly<v.InferOutput<S>>;

/** Undefined for a text that is no JSON, which has no such value. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A field that may be missing; it becomes null where a message was once JSON. */
export const maybe = <S extends v.GenericSchema>(shape: S) =>
  v.pipe(
    v.nullish(shape),
    v.transform((value) => value ?? undefined),
  );

/** A number that counts or numbers something: whole, exact, not negative. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** @returns undefined for what does not fit the shape. */
export function fitting<S extends v.GenericSchema>(
  shape: S,
  value: unknown,
): v.InferOutput<S> | undefined {
  const read = v.safeParse(shape, value);
  return read.success ? read.output : undefined;
}
