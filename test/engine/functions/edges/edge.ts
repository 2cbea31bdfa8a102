/** The form edge cases of functions are written in. */
import type { DataType } from '#language';

/** Whole numbers, times and UINT128 are bigint; bytes that are no text are a Buffer. */
export type Value = bigint | number | boolean | string | Buffer;

export interface Edge {
  /** What is special about it. */
  readonly what: string;
  readonly args: readonly Value[];
  readonly expected: Value;
}

export interface FunctionEdges {
  /** As the catalog names it. */
  readonly name: string;
  /** An expression over the columns a, b, c … of `df`. */
  readonly call: string;
  readonly types: readonly DataType[];
  readonly edges: readonly Edge[];
}

/** Rows of one group, of which an aggregate makes one value. */
export interface AggregateEdges {
  readonly name: string;
  readonly types: readonly DataType[];
  readonly edges: readonly {
    readonly what: string;
    readonly rows: readonly (readonly Value[])[];
    readonly expected: Value;
  }[];
}

export const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;

const TYPES: Readonly<Record<string, DataType>> = {
  bool: 'BOOLEAN',
  int: 'INT64',
  float: 'FLOAT64',
  text: 'STRING',
  time: 'TIME64NS',
  upid: 'UINT128',
};

function typesOf(text: string): DataType[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const type = TYPES[word];
      if (type === undefined) throw new Error(`no such type: ${word}`);
      return type;
    });
}

/**
 * `signature` is `name type …`, with ` = expression` where the call is another than `px.name(df.a,
 * df.b …)`: for operators and for arguments that must be literals.
 */
export function edgesOf(
  signature: string,
  edges: Readonly<Record<string, readonly [...args: Value[], expected: Value]>>,
): FunctionEdges {
  const [head = '', ...body] = signature.split(' = ');
  const [name = '', ...words] = head.split(' ');
  const types = typesOf(words.join(' '));
  const args = types.map((_, at) => `df.${NAMES[at] ?? ''}`);
  return {
    name,
    types,
    call: body.length > 0 ? body.join(' = ') : `px.${name}(${args.join(', ')})`,
    edges: Object.entries(edges).map(([what, values]) => ({
      what,
      args: values.slice(0, -1),
      expected: values.at(-1) ?? '',
    })),
  };
}

export function aggregateEdgesOf(
  signature: string,
  edges: Readonly<Record<string, readonly [rows: readonly (readonly Value[])[], expected: Value]>>,
): AggregateEdges {
  const [name = '', ...words] = signature.split(' ');
  return {
    name,
    types: typesOf(words.join(' ')),
    edges: Object.entries(edges).map(([what, [rows, expected]]) => ({ what, rows, expected })),
  };
}

export const INT64_MAX = 2n ** 63n - 1n;
export const INT64_MIN = -(2n ** 63n);
export const bytes = (...values: number[]): Buffer => Buffer.from(values);
