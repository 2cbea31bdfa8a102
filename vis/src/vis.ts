/**
 * vis.json: which functions a script's widgets call, with which arguments, and how they show the
 * results. Both dialects are read: the Live UI's camelCase and the names of the proto.
 *
 * @see pixie-io/pixie src/api/proto/vispb/vis.proto, src/ui/src/containers/live/vis.tsx
 */
import { parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import type { Span } from '#language';
import {
  items,
  jsonText,
  member,
  spanOf,
  textOf,
  valueText,
  type JsonNode,
  type JsonText,
} from './json.ts';

export interface VisVariable {
  readonly name: string;
  /** Such as PX_STRING. */
  readonly type: string;
  /** Undefined: the user must give a value. */
  readonly defaultValue: string | undefined;
  readonly description: string;
  readonly validValues: readonly string[];
  readonly span: Span;
  readonly node: JsonNode;
}
export interface VisArgument {
  readonly name: string;
  /** A fixed value, or the variable it comes from. */
  readonly value: string | undefined;
  readonly variable: string | undefined;
  readonly span: Span;
  readonly node: JsonNode;
}
export interface VisFunction {
  readonly name: string;
  readonly args: readonly VisArgument[];
  /** Name of the table it gives. */
  readonly outputName: string;
  /** Of its name where it has one. */
  readonly span: Span;
  /** The `func` object. */
  readonly node: JsonNode;
  /** The widget or global function it stands in. */
  readonly owner: JsonNode;
  readonly isGlobal: boolean;
}
export interface VisWidget {
  readonly name: JsonText | undefined;
  /** The function it calls itself. */
  readonly func: VisFunction | undefined;
  /** The global function's result it shows. */
  readonly source: JsonText | undefined;
  /** Table it shows: `source`, its own name, or `widget_<i>`. */
  readonly tableName: string;
  readonly display: JsonNode | undefined;
  /** `TimeseriesChart` of `types.px.dev/px.vispb.TimeseriesChart`. */
  readonly displayKind: string | undefined;
  readonly position: JsonNode | undefined;
  readonly node: JsonNode;
}
export interface Vis {
  readonly text: string;
  readonly root: JsonNode | undefined;
  readonly variables: readonly VisVariable[];
  /** Global functions first, then those of widgets: the order in which they are called. */
  readonly functions: readonly VisFunction[];
  readonly widgets: readonly VisWidget[];
}
/** Where the text is no JSON. */
export interface VisSyntaxError {
  readonly message: string;
  readonly span: Span;
}

export const DISPLAY_PREFIX = 'types.px.dev/px.vispb.';

/** Reads as much as can be read. */
export function readVis(source: string): {
  readonly vis: Vis;
  readonly errors: readonly VisSyntaxError[];
} {
  const errors: ParseError[] = [];
  const options = { allowTrailingComma: false, disallowComments: true, allowEmptyContent: true };
  const root = parseTree(source, errors, options);
  const variables = items(member(root, 'variables')).map(variableOf);
  const globals = items(member(root, 'globalFuncs', 'global_funcs')).flatMap((node) => {
    const func = member(node, 'func');
    const outputName = textOf(member(node, 'outputName', 'output_name')) ?? '';
    return func?.type === 'object' ? [functionOf(func, outputName, node, true)] : [];
  });
  const inline = { count: 0 };
  const widgets = items(member(root, 'widgets')).map((node) => widgetOf(node, inline));
  const own = widgets.flatMap(({ func }) => (func === undefined ? [] : [func]));
  return {
    vis: { text: source, root, variables, functions: [...globals, ...own], widgets },
    errors: syntaxErrors(source, errors),
  };
}

/** Of several complaints about one place, or what follows from it, the first. */
function syntaxErrors(source: string, errors: readonly ParseError[]): readonly VisSyntaxError[] {
  const kept: VisSyntaxError[] = [];
  let atEnd = false;
  for (const { error, offset, length } of errors) {
    const isEnd = offset >= source.trimEnd().length;
    const last = kept.at(-1);
    if ((isEnd && atEnd) || (last !== undefined && offset <= last.span.end)) continue;
    atEnd ||= isEnd;
    const start = isEnd ? Math.max(0, source.trimEnd().length - 1) : offset;
    const words = printParseErrorCode(error)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
    kept.push({
      message: `Not valid JSON: ${words}.`,
      span: { start, end: Math.max(start + 1, isEnd ? 0 : offset + length) },
    });
  }
  return kept;
}

function variableOf(node: JsonNode): VisVariable {
  return {
    name: textOf(member(node, 'name')) ?? '',
    type: textOf(member(node, 'type')) ?? 'PX_STRING',
    defaultValue: valueText(member(node, 'defaultValue', 'default_value')),
    description: textOf(member(node, 'description')) ?? '',
    validValues: items(member(node, 'validValues', 'valid_values')).flatMap(
      (one) => valueText(one) ?? [],
    ),
    span: spanOf(node),
    node,
  };
}

function functionOf(
  func: JsonNode,
  outputName: string,
  owner: JsonNode,
  isGlobal: boolean,
): VisFunction {
  const name = jsonText(member(func, 'name'));
  return {
    name: name?.text ?? '',
    outputName,
    owner,
    isGlobal,
    node: func,
    span: name?.span ?? spanOf(func),
    args: items(member(func, 'args')).map((node) => ({
      name: textOf(member(node, 'name')) ?? '',
      value: valueText(member(node, 'value')),
      variable: textOf(member(node, 'variable')),
      span: spanOf(node),
      node,
    })),
  };
}

/** The Live UI counts the widgets that call a function of their own. */
function widgetOf(node: JsonNode, inline: { count: number }): VisWidget {
  const name = jsonText(member(node, 'name'));
  const source = jsonText(member(node, 'globalFuncOutputName', 'global_func_output_name'));
  const call = member(node, 'func');
  const ownName = name?.text === '' ? undefined : name?.text;
  const table = ownName ?? `widget_${String(inline.count)}`;
  if (call !== undefined) inline.count += 1;
  const display = member(node, 'displaySpec', 'display_spec');
  const type = textOf(member(display, '@type'));
  return {
    name,
    source,
    display,
    node,
    func: call?.type !== 'object' ? undefined : functionOf(call, table, node, false),
    tableName: source?.text ?? table,
    displayKind: type?.replace(/^.*[./]/, ''),
    position: member(node, 'position'),
  };
}
