/** Which functions of a script call which. */
import { type Module, type Span, eachExpression } from '#language';
import type { NameTable } from './names.ts';
import type { Binding } from './variables.ts';

/** A function of the script. */
export interface ScriptFunction {
  readonly name: string;
  /** The name in its definition; with it the function can be found again. */
  readonly span: Span;
  readonly extent: Span;
}
export interface ScriptCall {
  /** Undefined: the module itself. */
  readonly caller: ScriptFunction | undefined;
  readonly callee: ScriptFunction;
  /** The names at which it is called. */
  readonly spans: readonly Span[];
}

/** The function that is defined or mentioned at a place. */
export function functionAt(names: NameTable, offset: number): ScriptFunction | undefined {
  const found = names.at(offset);
  const binding = found?.bindings.find(({ definition }) => definition !== undefined);
  return binding === undefined ? undefined : functionOf(binding);
}

const functionOf = ({ definition, span, extent }: Binding): ScriptFunction => ({
  name: definition?.name.text ?? '',
  span,
  extent,
});

/** Every call between the script's functions, in text order. */
export function scriptCalls(tree: Module, names: NameTable): readonly ScriptCall[] {
  const callees = new Set<number>();
  eachExpression(tree, (node) => {
    if (node.kind === 'Call') callees.add(node.callee.span.start);
  });
  const calls = new Map<string, ScriptCall & { readonly spans: Span[] }>();
  for (const variable of names.variables.variables) {
    for (const { span, bindings, scope, form } of variable.uses) {
      const binding = bindings.find(({ definition }) => definition !== undefined);
      if (binding === undefined || form !== 'name' || !callees.has(span.start)) continue;
      const { owner } = scope;
      const caller = owner && { name: owner.name.text, span: owner.name.span, extent: owner.span };
      const key = `${String(caller?.span.start ?? -1)} ${String(binding.span.start)}`;
      const known = calls.get(key);
      if (known === undefined)
        calls.set(key, { caller, callee: functionOf(binding), spans: [span] });
      else known.spans.push(span);
    }
  }
  return [...calls.values()].sort((a, b) => (a.spans[0]?.start ?? 0) - (b.spans[0]?.start ?? 0));
}
