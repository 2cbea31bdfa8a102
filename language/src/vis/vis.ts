/**
 * vis.json: which functions a script's widgets call, with which arguments.
 *
 * @see pixie-io/pixie src/api/proto/vispb/vis.proto
 */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../text/span.ts';

export interface VisVariable {
  readonly name: string;
  /** Such as PX_STRING. */
  readonly type: string;
  /** Undefined: the user must give a value. */
  readonly defaultValue: string | undefined;
  readonly description: string;
  readonly validValues: readonly string[];
  readonly span: Span;
}
export interface VisArgument {
  readonly name: string;
  /** A fixed value, or the variable it comes from. */
  readonly value: string | undefined;
  readonly variable: string | undefined;
  readonly span: Span;
}
export interface VisFunction {
  readonly name: string;
  readonly args: readonly VisArgument[];
  /** Name of the table it gives. */
  readonly outputName: string;
  readonly span: Span;
}
export interface Vis {
  readonly variables: readonly VisVariable[];
  /** Global functions first, then those of widgets. */
  readonly functions: readonly VisFunction[];
}
export interface VisProblem {
  readonly message: string;
  readonly span: Span;
}

const spanOf = (node: Node): Span => ({ start: node.offset, end: node.offset + node.length });

function member(node: Node | undefined, ...names: readonly string[]): Node | undefined {
  const property = node?.children?.find(({ children }) =>
    names.includes(String(children?.[0]?.value)),
  );
  return property?.children?.[1];
}
const text = (node: Node | undefined): string | undefined =>
  typeof node?.value === 'string' ? node.value : undefined;
const items = (node: Node | undefined): readonly Node[] =>
  node?.type === 'array' ? (node.children ?? []) : [];

/** Reads as much as can be read; problems say what cannot. */
export function readVis(source: string): {
  readonly vis: Vis;
  readonly problems: readonly VisProblem[];
} {
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { allowTrailingComma: false });
  const problems: VisProblem[] = errors.map(({ error, offset, length }) => ({
    message: `vis.json is not valid JSON: ${wordsOf(printParseErrorCode(error))}`,
    span: { start: offset, end: offset + length },
  }));
  if (root !== undefined && root.type !== 'object') {
    problems.push({ message: 'vis.json must hold an object.', span: spanOf(root) });
  }
  const variables = items(member(root, 'variables')).map(variableOf);
  const globals = items(member(root, 'globalFuncs', 'global_funcs')).map((node) =>
    functionOf(member(node, 'func'), text(member(node, 'outputName', 'output_name')) ?? '', node),
  );
  let inline = 0;
  const widgets = items(member(root, 'widgets')).flatMap((node) => {
    const func = member(node, 'func');
    if (func === undefined) return [];
    const name = text(member(node, 'name')) ?? `widget_${String(inline)}`;
    inline += 1;
    return [functionOf(func, name, node)];
  });
  return { vis: { variables, functions: [...globals, ...widgets] }, problems };
}

const wordsOf = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function variableOf(node: Node): VisVariable {
  const value = member(node, 'defaultValue', 'default_value');
  return {
    name: text(member(node, 'name')) ?? '',
    type: text(member(node, 'type')) ?? 'PX_STRING',
    defaultValue: value === undefined ? undefined : String(value.value),
    description: text(member(node, 'description')) ?? '',
    validValues: items(member(node, 'validValues', 'valid_values')).map((one) => String(one.value)),
    span: spanOf(node),
  };
}

function functionOf(func: Node | undefined, outputName: string, owner: Node): VisFunction {
  const name = member(func, 'name');
  return {
    name: text(name) ?? '',
    outputName,
    span: spanOf(name ?? owner),
    args: items(member(func, 'args')).map((node) => ({
      name: text(member(node, 'name')) ?? '',
      value: text(member(node, 'value')),
      variable: text(member(node, 'variable')),
      span: spanOf(node),
    })),
  };
}
