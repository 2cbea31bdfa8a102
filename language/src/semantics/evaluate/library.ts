/** Modules that are written in PxL themselves, such as `pxviews`. */
import { Unknown, Refusal } from '../ir/refusal.ts';
import { Evaluator, type EvaluatorOptions } from './evaluator.ts';
import type { IrGraph, Place } from '../ir/ir.ts';
import { builtin, moduleOf } from '../objects/builtin.ts';
import { PXVIEWS_SCRIPT } from '../objects/pxviewsScript.ts';
import { at, type FunctionValue, type Value } from '../values/values.ts';
import { parse } from '../../syntax/parser.ts';
import type { FunctionStatement, Module } from '../../syntax/tree.ts';

let viewsTree: Module | undefined;

/** The same tree for every script: it never changes. */
function parseViews(): Module {
  if (viewsTree !== undefined) return viewsTree;
  const { tree, errors } = parse(PXVIEWS_SCRIPT);
  if (errors.length > 0) throw new Error('the pxviews module does not parse');
  viewsTree = tree;
  return tree;
}

/** `pxviews`. Read when it is imported, run when one of its functions is called. */
export function viewsModule(options: EvaluatorOptions): Value {
  const tree = parseViews();
  const functions = tree.statements.filter(
    (node): node is FunctionStatement =>
      node.kind === 'Function' && !node.name.text.startsWith('__'),
  );
  const made = functions.map((node) => libraryFunction(node, tree, options));
  const missing = (name: string, place: Place): never => {
    throw new Refusal(place, `No such attribute '${name}'`);
  };
  return { ...moduleOf('pxviews', made), missing };
}

function libraryFunction(
  { name, parameters, body }: FunctionStatement,
  tree: Module,
  options: EvaluatorOptions,
): FunctionValue {
  const shape = { parameters: parameters.map((one) => one.name.text) };
  const fn = builtin(name.text, shape, (args, place) => {
    const graph = placedGraph(options.calls.graph, place);
    const evaluator = new Evaluator({
      ...options,
      calls: { ...options.calls, graph },
      complain: (complaint) => {
        options.complain({ ...complaint, place });
      },
    });
    evaluator.runModule(tree);
    const found = evaluator.moduleScope.get(name.text);
    if (found?.kind !== 'function') throw new Unknown();
    try {
      return at(found.fn.run(args, place), place);
    } catch (error) {
      if (error instanceof Refusal) throw new Refusal(place, error.message);
      throw error;
    }
  });
  return { ...fn, docstring: body.docstring?.value };
}

/** Makes everything at the call: that is what a user can see and change. */
const placedGraph = (graph: IrGraph, place: Place): IrGraph => ({
  add: (fields) => graph.add({ ...fields, place }),
  literal: (dataType, value, _place, sample) => graph.literal(dataType, value, place, sample),
  column: (name, _place, notes) => graph.column(name, place, notes),
  metadata: (key, _place, from) => graph.metadata(key, place, from),
  func: (name, args) => graph.func(name, args, place),
  countNode: () => {
    graph.countNode();
  },
  relationOf: (op) => graph.relationOf(op),
  shownOf: (op) => graph.shownOf(op),
});
