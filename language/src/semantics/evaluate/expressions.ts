/**
 * Evaluates expressions.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/ast_visitor.cc
 */
import type {
  CallExpression,
  CompareExpression,
  Expression,
  SubscriptExpression,
} from '../../syntax/tree.ts';
import { attributeOf } from './attributes.ts';
import { asExpr, callFunction, isCollection } from '../values/calls.ts';
import { Unknown, Refusal } from '../ir/refusal.ts';
import { fold } from '../ir/folding.ts';
import type { IrExpr, IrGraph, IrLiteral, Place } from '../ir/ir.ts';
import { subscriptFrame } from '../objects/dataFrame.ts';
import { subscriptMetadata } from '../objects/metadata.ts';
import type { Scope } from '../values/scope.ts';
import {
  at,
  objectName,
  type Arguments,
  type CallContext,
  type FunctionValue,
  type Value,
} from '../values/values.ts';

/** Keeps evaluation finite: the real compiler never returns from recursion. */
export interface EvaluationLimits {
  /** One expression more, inside those around it. @throws Refusal when that is too much. */
  deepen(place: Place): void;
  rise(): void;
  /** @throws Refusal when calls are nested too deeply. */
  enter(place: Place): void;
  leave(): void;
  /** Begins to count anew. @returns the expressions evaluated so far. */
  restart(): number;
}

export interface Context {
  readonly scope: Scope;
  /** The DataFrame's name while the right side of its column assignment is evaluated. */
  readonly assignmentTo: string | undefined;
  /** Further names that may be subscripted there: those being subscripted around. */
  readonly alsoSubscripted?: readonly string[];
}

const BINARY: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
};
const COMPARE: Readonly<Record<string, string>> = {
  '>': 'greaterThan',
  '<': 'lessThan',
  '==': 'equal',
  '>=': 'greaterThanEqual',
  '<=': 'lessThanEqual',
  '!=': 'notEqual',
};
const UNARY: Readonly<Record<string, string>> = { '-': 'negate', not: 'logicalNot', '~': 'invert' };

export class ExpressionEvaluator {
  private readonly graph: IrGraph;

  constructor(
    private readonly limits: EvaluationLimits,
    private readonly calls: CallContext,
    private readonly record: (node: Expression, value: Value) => void,
  ) {
    this.graph = calls.graph;
  }

  /** @throws Refusal, or Unknown where something it needs is. */
  evaluate(node: Expression, context: Context): Value {
    const place: Place = { at: node.at, span: node.span };
    this.limits.deepen(place);
    try {
      const value = this.dispatch(node, place, context);
      this.record(node, value);
      return value;
    } finally {
      this.limits.rise();
    }
  }

  private dispatch(node: Expression, place: Place, context: Context): Value {
    switch (node.kind) {
      case 'Name': {
        const value = context.scope.get(node.id);
        if (value === undefined) throw new Refusal(place, `name '${node.id}' is not defined`);
        // Every mention moves the object itself: a complaint about it names its latest mention.
        value.place = place;
        return value;
      }
      case 'Attribute': {
        const value = this.evaluate(node.value, context);
        if (node.name === undefined) throw new Unknown();
        return attributeOf(value, node.name.text, place, this.graph);
      }
      case 'Integer':
        return this.literal('INT64', node.value, place);
      case 'Float':
        return this.literal('FLOAT64', node.value, place);
      case 'String':
        return this.literal('STRING', node.value, place);
      case 'List':
      case 'Tuple': {
        const items = node.elements.map((element) => this.evaluate(element, context));
        return { kind: node.kind === 'List' ? 'list' : 'tuple', items, place };
      }
      case 'Dict': {
        const entries = node.entries.map(({ key, value }) => ({
          key: this.evaluate(key, context),
          value: this.evaluate(value, context),
        }));
        return { kind: 'dict', entries, place };
      }
      case 'Call':
        return this.call(node, place, context);
      case 'Subscript':
        return this.subscript(node, place, context);
      case 'Binary': {
        const left = this.evaluate(node.left, context);
        const right = this.evaluate(node.right, context);
        const args = [
          asExpr(left, 'left side of operation'),
          asExpr(right, 'right side of operation'),
        ];
        return this.operation(
          BINARY[node.operator],
          args,
          place,
          `Operator '${node.operator}' not handled`,
        );
      }
      case 'Boolean': {
        const [first, second, third] = node.operands;
        if (first === undefined || second === undefined || third !== undefined) {
          throw new Refusal(place, `Expected two arguments to '${node.operator}'.`);
        }
        const left = this.evaluate(first, context);
        const right = this.evaluate(second, context);
        const args = [
          asExpr(left, 'left side of operation'),
          asExpr(right, 'right side of operation'),
        ];
        return this.operation(
          node.operator === 'and' ? 'logicalAnd' : 'logicalOr',
          args,
          place,
          '',
        );
      }
      case 'Compare':
        return this.compare(node, place, context);
      case 'Unary': {
        const value = this.evaluate(node.operand, context);
        const operand = asExpr(value, 'operand of unary op');
        if (node.operator === '+') return { kind: 'expr', expr: operand, place: operand.place };
        const message = `Unary Operator '${node.operator}' not handled`;
        return this.operation(UNARY[node.operator], [operand], place, message);
      }
      case 'UnsupportedExpression':
        throw new Refusal(place, `Expression node '${node.astName}' not defined`);
      case 'Missing':
        throw new Unknown();
    }
  }

  private compare(node: CompareExpression, place: Place, context: Context): Value {
    const [operator = ''] = node.operators;
    const [comparator] = node.comparators;
    if (node.comparators.length !== 1 || comparator === undefined) {
      const message = `Only expected one argument to the right of '${operator}'.`;
      throw new Refusal(place, message);
    }
    const left = asExpr(this.evaluate(node.left, context), 'left side of operation');
    const right = asExpr(this.evaluate(comparator, context), 'argument to operation');
    const message = `Operator '${operator}' not handled`;
    return this.operation(COMPARE[operator], [left, right], place, message);
  }

  private call(node: CallExpression, place: Place, context: Context): Value {
    const callee = this.evaluate(node.callee, context);
    if (callee.kind === 'unknown') {
      this.evaluateArguments(node, context);
      throw new Unknown();
    }
    if (callee.kind === 'expr') {
      const { expr } = callee;
      if (expr.kind === 'column') {
        throw new Refusal(place, `dataframe has no method '${expr.name}'`);
      }
      throw new Refusal(place, 'expression object is not callable');
    }
    const fn = this.callable(callee, place);
    return callFunction(fn, this.evaluateArguments(node, context), place, this.calls);
  }

  /** The function that calling a value runs. */
  callable(value: Value, place: Place): FunctionValue {
    switch (value.kind) {
      case 'function':
        return value.fn;
      case 'frameClass':
        return value.construct;
      case 'frame':
        return this.calls.construct;
      case 'type':
        if (value.call !== undefined) return value.call;
        break;
      case 'unknown':
        throw new Unknown();
      default:
        break;
    }
    throw new Refusal(value.place, `'${objectName(at(value, place))}' object is not callable`);
  }

  private evaluateArguments(node: CallExpression, context: Context): Arguments {
    const positional = node.args.map((arg) => this.evaluate(arg, context));
    const keywords = node.keywords.map(({ name, value }) => ({
      name: name.text,
      value: this.evaluate(value, context),
      written: name.span,
    }));
    return { positional, keywords };
  }

  private subscript(node: SubscriptExpression, place: Place, context: Context): Value {
    checkSubscriptAllowed(node.value, context);
    const value = this.evaluate(node.value, context);
    if (value.kind === 'unknown') throw new Unknown();
    const handler = subscriptHandler(value);
    if (handler === undefined) {
      throw new Refusal(value.place, `${objectName(value)} is not subscriptable`);
    }
    if (node.index.kind !== 'Index') {
      const { at: indexAt, span } = node.index;
      throw new Refusal({ at: indexAt, span }, "'Slice' object must be an index");
    }
    const inner =
      node.value.kind === 'Name'
        ? { ...context, alsoSubscripted: [...(context.alsoSubscripted ?? []), node.value.id] }
        : context;
    const key = this.evaluate(node.index.value, inner);
    if (key.kind === 'unknown') throw new Unknown();
    return handler(key, place);
  }

  private literal(dataType: IrLiteral['dataType'], value: IrLiteral['value'], place: Place): Value {
    return { kind: 'expr', expr: this.graph.literal(dataType, value, place), place };
  }

  /** An operator: a literal when all its operands are, a function otherwise. */
  private operation(
    name: string | undefined,
    args: readonly IrExpr[],
    place: Place,
    message: string,
  ): Value {
    if (name === undefined) throw new Refusal(place, message);
    const literals = args.filter((arg): arg is IrLiteral => arg.kind === 'literal');
    const folded = literals.length === args.length ? fold(name, literals) : undefined;
    if (folded === undefined) {
      return { kind: 'expr', expr: this.graph.func(name, args, place), place };
    }
    const sample = literals.some((one) => one.sample === true);
    const expr = this.graph.literal(folded.dataType, folded.value, place, sample);
    return { kind: 'expr', expr, place };
  }
}

/** Inside a column assignment only the DataFrame assigned to may be subscripted by name. */
function checkSubscriptAllowed(node: Expression, context: Context): void {
  if (context.assignmentTo === undefined) return;
  if (node.kind === 'Attribute') {
    checkSubscriptAllowed(node.value, context);
    return;
  }
  if (node.kind !== 'Name') return;
  const allowed = [context.assignmentTo, ...(context.alsoSubscripted ?? [])];
  if (!allowed.includes(node.id)) {
    const place = { at: node.at, span: node.span };
    throw new Refusal(place, `name '${node.id}' is not available in this context`);
  }
}

function subscriptHandler(value: Value): ((key: Value, place: Place) => Value) | undefined {
  switch (value.kind) {
    case 'frame':
      return (key, place) => subscriptFrame(value.op, key, place);
    case 'ctx':
      return (key, place) => subscriptMetadata(value.op, key, place);
    case 'list':
    case 'tuple':
      return (key, place) => subscriptCollection(value, key, place);
    default:
      return undefined;
  }
}

function subscriptCollection(value: Value, key: Value, place: Place): Value {
  if (!isCollection(value)) throw new Unknown();
  if (key.kind !== 'expr' || key.expr.kind !== 'literal' || key.expr.dataType !== 'INT64') {
    const name = key.kind === 'expr' && key.expr.kind === 'func' ? 'Func' : objectName(key);
    throw new Refusal(key.place, `${value.kind} indices must be integers, not ${name}`);
  }
  const item = value.items[Number(key.expr.value)];
  if (item === undefined) throw new Refusal(place, `${value.kind} index out of range`);
  return item;
}
