/**
 * Runs functions of a script with text arguments, as Live View and vis.json do.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/ast_visitor.cc (ProcessExecFuncs)
 */
import { parse } from '../../syntax/parser.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import type { CompilerPosition } from '../../text/span.ts';
import type { ExecutedFunction } from '../../analysis/analysis.ts';
import { literalArgument, typeName } from './annotations.ts';
import { callFunction, isCollection } from '../values/calls.ts';
import { Unknown, Refusal, Refusals, type Complaint } from '../ir/refusal.ts';
import type { Evaluator } from './evaluator.ts';
import type { Place } from '../ir/ir.ts';
import {
  kindName,
  objectName,
  type CallContext,
  type FunctionValue,
  type TypeValue,
  type Value,
} from '../values/values.ts';

/** Its errors are at 0:0; editors underline the function's name where there is one. */
function placeFor(fn: FunctionValue | undefined): Place {
  return { at: undefined, span: fn?.definition?.name.span ?? { start: 0, end: 0 } };
}

/** @throws Refusal for the first function that cannot be run. */
export function executeFunction(
  { funcName, outputTablePrefix, args }: ExecutedFunction,
  evaluator: Evaluator,
  calls: CallContext,
): void {
  const nowhere = placeFor(undefined);
  if (funcName === '') {
    throw new Refusal(nowhere, 'Must specify func_name for each FuncToExecute.');
  }
  if (outputTablePrefix === '') {
    const message = `Output_table_prefix must be specified for function ${funcName}.`;
    throw new Refusal(nowhere, message);
  }
  const found = evaluator.moduleScope.get(funcName);
  if (found === undefined) {
    throw new Refusal(nowhere, `Function to execute, '${funcName}', not found.`);
  }
  if (found.kind === 'unknown') throw new Unknown();
  if (found.kind !== 'function') {
    throw new Refusal(nowhere, `'${funcName}' is a '${objectName(found)}' not a function.`);
  }
  const { fn } = found;
  const place = placeFor(fn);
  const keywords = args.map(({ name, value }) => ({
    name,
    value: textArgument(fn, { name, value }, place, { evaluator, calls }),
  }));
  const result = callFunction(fn, { positional: [], keywords }, place, calls);
  for (const { value, name } of resultTables(result, funcName, outputTablePrefix, place)) {
    calls.graph.add({ kind: 'sink', parents: [value.op], name, place });
  }
}

function textArgument(
  fn: FunctionValue,
  arg: { readonly name: string; readonly value: string },
  place: Place,
  { evaluator, calls }: { readonly evaluator: Evaluator; readonly calls: CallContext },
): Value {
  if (!fn.parameters.includes(arg.name)) {
    const message = `Function '${fn.name}' does not have an argument called '${arg.name}'`;
    throw new Refusal(place, message);
  }
  const annotation = fn.annotations?.get(arg.name);
  if (annotation === undefined) {
    const message = `Arg type annotation required. Function: '${fn.name}', arg: '${arg.name}'`;
    throw new Refusal(place, message);
  }
  if (annotation.kind === 'unknown') throw new Unknown();
  if (annotation.kind !== 'type') {
    const message = 'All arguments to executed functions must have an underlying concrete type.';
    throw new Refusal(place, message);
  }
  return annotation.type.dataType === undefined
    ? listArgument(arg.value, annotation.type, place, evaluator)
    : literalArgument(arg.value, annotation.type, place, calls.graph);
}

/** The text of a `list` argument is an expression of PxL, in which `px` is known. */
function listArgument(text: string, type: TypeValue, place: Place, evaluator: Evaluator): Value {
  let value: Value;
  try {
    value = evaluateText(text, evaluator);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const outer = `Failed to parse arg '${text}'as 'list'`;
    const [first, ...more] = error.complaints.map((one): Complaint => {
      const { message, positioned, position } = one;
      const found = position ?? positionIn(text, one.place);
      const where = positioned ? found : { line: 0, column: 0 };
      return { message, place, positioned: true, position: where, inner: true };
    });
    if (first === undefined) throw error;
    throw new Refusals([first, ...more, { message: outer, place, positioned: true }]);
  }
  if (value.kind === 'list') return { ...value, place };
  const got = kindName(value);
  throw new Refusal(place, `Expected '${typeName(type)}' got '${got}' for expr '${text}'`);
}

const positionIn = (text: string, { at }: Place): CompilerPosition =>
  at === undefined ? { line: 0, column: 0 } : new LineIndex(text).compilerPosition(at);

function evaluateText(text: string, evaluator: Evaluator): Value {
  const { tree, errors } = parse(text);
  const place: Place = { at: tree.at, span: tree.span };
  if (text === '') throw new Refusal(place, 'Query should not be empty.', { positioned: false });
  const [first, ...more] = errors.map(({ message, compilerPosition }): Complaint => ({
    message,
    place,
    positioned: true,
    position: compilerPosition,
  }));
  if (first !== undefined) throw new Refusals([first, ...more]);
  const [statement, other] = tree.statements;
  if (statement === undefined || other !== undefined) {
    const rule = 'ProcessModuleExpression only works for single lined statements.';
    throw new Refusal(place, rule);
  }
  if (statement.kind !== 'ExpressionStatement') {
    const name = statement.kind === 'UnsupportedStatement' ? statement.astName : statement.kind;
    throw new Refusal(place, `Want expression, got ${AST_NAMES[name] ?? name}`);
  }
  return evaluator.evaluateWithPx(statement.value);
}

const AST_NAMES: Readonly<Record<string, string>> = { Function: 'FunctionDef' };

type Frame = Value & { readonly kind: 'frame' };

function resultTables(
  result: Value,
  funcName: string,
  prefix: string,
  place: Place,
): readonly { readonly value: Frame; readonly name: string }[] {
  if (result.kind === 'unknown') throw new Unknown();
  if (!isCollection(result)) {
    if (result.kind === 'frame') return [{ value: result, name: prefix }];
    const what = objectName(result);
    const message = `Function '${funcName}' returns '${what}' but should return a DataFrame.`;
    throw new Refusal(place, message);
  }
  return result.items.map((item, index) => {
    if (item.kind === 'unknown') throw new Unknown();
    if (item.kind === 'frame') return { value: item, name: `${prefix}[${String(index)}]` };
    const which = `returns '${objectName(item)}' at index ${String(index)}.`;
    const message = `Function '${funcName}' ${which} All returned objects must be dataframes.`;
    throw new Refusal(place, message);
  });
}
