/** Places and values in a JSON text that may be broken. */
import type { Node } from 'jsonc-parser';
import type { Span } from '#language';

export type JsonNode = Node;

/** A JSON string: its text, and its place between the quotes. */
export interface JsonText {
  readonly text: string;
  readonly span: Span;
}

export const spanOf = (node: JsonNode): Span => ({
  start: node.offset,
  end: node.offset + node.length,
});

/** Between the quotes of a string; the whole of an empty one, so that there is something to see. */
export function innerSpan(node: JsonNode): Span {
  const { start, end } = spanOf(node);
  return node.type === 'string' && end - start > 2
    ? { start: start + 1, end: end - 1 }
    : { start, end };
}

/** The property of an object, by any of its names; the last one, as `JSON.parse` reads it. */
export function property(
  node: JsonNode | undefined,
  ...names: readonly string[]
): JsonNode | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.findLast(({ children }) => names.includes(String(children?.[0]?.value)));
}

/** The value of a property; undefined where there is none, or it is null, which means the same. */
export function member(
  node: JsonNode | undefined,
  ...names: readonly string[]
): JsonNode | undefined {
  const value = property(node, ...names)?.children?.[1];
  return value?.type === 'null' ? undefined : value;
}

/** Keys and values of an object, in text order; the value is missing while it is typed. */
export function properties(
  node: JsonNode | undefined,
): readonly {
  readonly key: string;
  readonly keyNode: JsonNode;
  readonly value: JsonNode | undefined;
}[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children }) => {
    const [keyNode, value] = children ?? [];
    return keyNode === undefined ? [] : [{ key: String(keyNode.value), keyNode, value }];
  });
}

export const items = (node: JsonNode | undefined): readonly JsonNode[] =>
  node?.type === 'array' ? (node.children ?? []) : [];

export const textOf = (node: JsonNode | undefined): string | undefined =>
  node?.type === 'string' ? String(node.value) : undefined;

/** A string with its place. */
export function jsonText(node: JsonNode | undefined): JsonText | undefined {
  const text = textOf(node);
  return node === undefined || text === undefined ? undefined : { text, span: innerSpan(node) };
}

/** A value as the text a cluster receives; objects and lists as JSON. */
export function valueText(node: JsonNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  return typeof node.value === 'object' || node.children !== undefined
    ? undefined
    : String(node.value);
}
