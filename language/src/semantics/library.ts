/** Modules that are written in PxL themselves, such as `pxviews`. */
import { Unknown } from './calls.ts';
import { Evaluator, type EvaluatorOptions } from './evaluator.ts';
import type { Place } from './ir.ts';
import { builtin, moduleOf } from './objects/builtin.ts';
import { PXVIEWS_SCRIPT } from './objects/pxviewsScript.ts';
import type { FunctionValue, Value } from './values.ts';
import { parse } from '../syntax/parser.ts';
import type { FunctionStatement, Module } from '../syntax/tree.ts';

/** `pxviews`. Read when it is imported, run when one of its functions is called. */
export function viewsModule(options: EvaluatorOptions): Value {
  const { tree, errors } = parse(PXVIEWS_SCRIPT);
  if (errors.length > 0) throw new Error('the pxviews module does not parse');
  const functions = tree.statements.filter(
    (node): node is FunctionStatement =>
      node.kind === 'Function' && !node.name.text.startsWith('__'),
  );
  return moduleOf(
    'pxviews',
    functions.map((node) => libraryFunction(node, tree, options)),
  );
}

function libraryFunction(
  { name, parameters }: FunctionStatement,
  tree: Module,
  options: EvaluatorOptions,
): FunctionValue {
  const shape = { parameters: parameters.map((one) => one.name.text) };
  return builtin(name.text, shape, (args, place) => {
    const evaluator = new Evaluator(options);
    evaluator.runModule(relocate(tree, place));
    const found = evaluator.moduleScope.get(name.text);
    if (found?.kind !== 'function') throw new Unknown();
    return found.fn.run(args, place);
  });
}

/** The library's nodes as if they stood at the call: that is what a user can see and change. */
function relocate<T>(node: T, place: Place): T {
  if (Array.isArray(node)) return node.map((one: unknown) => relocate(one, place)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => [key, relocate(value, place)]),
  );
  if ('span' in copy) copy['span'] = place.span;
  if ('at' in copy) copy['at'] = place.at ?? 0;
  return copy as T;
}
