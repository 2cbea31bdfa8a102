/** Whether two scripts are the same but for their layout. */
import type { Module } from '#language';

/** Positions, and the comma that is done without, are layout. */
const LAYOUT: ReadonlySet<string> = new Set(['span', 'at', 'missingComma']);

export function sameMeaning(a: Module, b: Module): boolean {
  return same(a, b);
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => same(item, b[index]));
  }
  if (!isNode(a) || !isNode(b)) return Object.is(a, b);
  const keys = Object.keys(a).filter((key) => !LAYOUT.has(key));
  if (keys.length !== Object.keys(b).filter((key) => !LAYOUT.has(key)).length) return false;
  const [docA, docB] = [docstringOf(a), docstringOf(b)];
  if (docA !== undefined || docB !== undefined) return docA === docB && sameBut(a, b, keys);
  return keys.every((key) => same(a[key], b[key]));
}

/** The statements behind the docstring, which stands first among them. */
function sameBut(a: Node, b: Node, keys: readonly string[]): boolean {
  const rest = (node: Node): unknown[] =>
    Array.isArray(node['statements']) ? node['statements'].slice(1) : [];
  const others = keys.filter((key) => key !== 'docstring' && key !== 'statements');
  return same(rest(a), rest(b)) && others.every((key) => same(a[key], b[key]));
}

/** Text for readers: how its lines are indented is layout. */
function docstringOf(node: Node): string | undefined {
  const doc = node['docstring'];
  if (!isNode(doc) || typeof doc['value'] !== 'string') return undefined;
  const lines = doc['value'].split('\n').map((line) => line.trim());
  return lines.join('\n').trim();
}

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
