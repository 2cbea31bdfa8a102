/** The names in a vis.json, with their places: what can be looked up, gone to and renamed. */
import type { Span } from '#language';
import { columnUses } from './columns.ts';
import { jsonText, member, type JsonNode } from './json.ts';
import type { Vis, VisFunction } from './vis.ts';

interface NameAt {
  readonly name: string;
  /** Between the quotes. */
  readonly span: Span;
}
export type VisName = NameAt &
  (
    | /** A function of the script, called here. */ { readonly kind: 'function' }
      /** A parameter of the script's function `functionName`. */
    | { readonly kind: 'argument'; readonly functionName: string }
    /** Declared in `variables`, or given to an argument. */
    | { readonly kind: 'variable'; readonly isDefinition: boolean }
    /** The result of a global function: its name, or a widget that shows it. */
    | { readonly kind: 'output'; readonly isDefinition: boolean }
    /** A column of what the function gives. */
    | { readonly kind: 'column'; readonly functionName: string | undefined }
  );

/** In text order. */
export function visNames(vis: Vis): readonly VisName[] {
  const names: VisName[] = [];
  const add = (node: JsonNode | undefined, make: (name: NameAt) => VisName) => {
    const found = jsonText(node);
    if (found !== undefined) names.push(make({ name: found.text, span: found.span }));
  };
  for (const { node } of vis.variables) {
    add(member(node, 'name'), (at) => ({ ...at, kind: 'variable', isDefinition: true }));
  }
  for (const { node, owner, args, name: functionName, isGlobal } of vis.functions) {
    if (isGlobal) {
      const output = member(owner, 'outputName', 'output_name');
      add(output, (at) => ({ ...at, kind: 'output', isDefinition: true }));
    }
    add(member(node, 'name'), (at) => ({ ...at, kind: 'function' }));
    for (const arg of args) {
      add(member(arg.node, 'name'), (at) => ({ ...at, kind: 'argument', functionName }));
      const variable = member(arg.node, 'variable');
      add(variable, (at) => ({ ...at, kind: 'variable', isDefinition: false }));
    }
  }
  for (const widget of vis.widgets) {
    const { source } = widget;
    if (source !== undefined) {
      names.push({ kind: 'output', isDefinition: false, name: source.text, span: source.span });
    }
    const functionName = functionShown(vis, widget)?.name;
    for (const { column, span } of columnUses(widget)) {
      names.push({ kind: 'column', name: column, span, functionName });
    }
  }
  return names.sort((a, b) => a.span.start - b.span.start);
}

export const visNameAt = (vis: Vis, offset: number): VisName | undefined =>
  visNames(vis).find(({ span }) => span.start <= offset && offset <= span.end);

/** The function whose result a widget shows. */
export function functionShown(
  vis: Vis,
  { func, source }: Vis['widgets'][number],
): VisFunction | undefined {
  if (source === undefined) return func;
  return vis.functions.find(({ isGlobal, outputName }) => isGlobal && outputName === source.text);
}
