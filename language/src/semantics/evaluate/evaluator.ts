/**
 * Runs a script as the real compiler does: statement by statement, with DataFrames as handles to
 * operators. Unlike it, a refused statement does not end the run: what it would have given is
 * unknown, and the rest is looked at too.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/ast_visitor.cc
 */
import { callFunction, asExpr } from '../values/calls.ts';
import { Unknown, EndedCall, EndedRun, Refusal, type Complaint } from '../ir/refusal.ts';
import { ExpressionEvaluator, type EvaluationLimits } from './expressions.ts';
import type { Place } from '../ir/ir.ts';
import { docstringText, matchAnnotation } from './annotations.ts';
import type { ScopeOwner } from './nameHistory.ts';
import { Recording } from './recording.ts';
import { Scope } from '../values/scope.ts';
import { assignColumn } from '../objects/dataFrame.ts';
import {
  at,
  objectName,
  type BoundArguments,
  type CallContext,
  type FunctionValue,
  type Value,
} from '../values/values.ts';
import type { Expression, FunctionStatement, Module, Statement, Suite } from '../../syntax/tree.ts';

export interface EvaluatorOptions {
  /** What `import name` gives; undefined where there is no such module. */
  readonly module: (name: string) => Value | undefined;
  readonly globals: Scope;
  readonly limits: EvaluationLimits;
  readonly calls: CallContext;
  /** The statement's complaint, the first of which is the compiler's. */
  readonly complain: (complaint: Complaint) => void;
}

const SEVERAL_MODULES = 'Several modules cannot be imported by one statement.';

export class Evaluator {
  readonly moduleScope: Scope;
  /** What the script itself has shown. */
  readonly main = new Recording();
  private readonly expressions: ExpressionEvaluator;
  private callDepth = 0;
  private callsSample = false;
  private recording: Recording | undefined = this.main;

  constructor(private readonly options: EvaluatorOptions) {
    this.moduleScope = new Scope(options.globals);
    this.expressions = new ExpressionEvaluator(options.limits, options.calls, (node, value) => {
      this.recording?.values.set(node, value);
    });
  }

  /** Calls a function with values nobody wrote. */
  callSample(fn: FunctionValue, args: BoundArguments, place: Place): Value {
    this.callsSample = true;
    try {
      return fn.run(args, place);
    } finally {
      this.callsSample = false;
    }
  }

  /** Everything that is evaluated meanwhile shows in `recording`. */
  recordIn<T>(recording: Recording, run: () => T): T {
    const before = this.recording;
    this.recording = recording;
    try {
      return run();
    } finally {
      this.recording = before;
    }
  }

  /** For editors: an expression that is not in the script, where these names are known. */
  evaluateAside(node: Expression, names: ReadonlyMap<string, Value>): Value | undefined {
    const scope = new Scope(this.options.globals);
    for (const [name, value] of names) scope.set(name, value);
    const before = this.recording;
    this.recording = undefined;
    try {
      return this.evaluate(node, scope);
    } catch (error) {
      if (error instanceof Refusal || error instanceof Unknown) return undefined;
      throw error;
    } finally {
      this.recording = before;
    }
  }

  runModule(tree: Module): void {
    if (tree.statements.length === 0) {
      const place = { at: tree.at, span: tree.span };
      const message = 'No runnable code found';
      this.options.complain({ code: 'PXL003', message, place, positioned: true });
      return;
    }
    this.beginModule(tree);
    const body = tree.docstring === undefined ? tree.statements : tree.statements.slice(1);
    this.recording?.history.begin(undefined);
    this.runStatements(body, this.moduleScope, undefined);
  }

  /** The module has its docstring's name. */
  beginModule(tree: Module): void {
    this.moduleScope.set('__doc__', docstringText(tree, this.options.calls.graph));
  }

  /** Some statements of the module, in their order. None of them returns. */
  runPart(statements: readonly Statement[], recording: Recording): void {
    recording.history.begin(undefined);
    this.recordIn(recording, () => {
      statements.forEach((one, index) => {
        recording.root = index;
        this.runStatements([one], this.moduleScope, undefined);
      });
    });
  }

  /** @returns the value of the first `return`. */
  private runStatements(
    statements: readonly Statement[],
    scope: Scope,
    owner: ScopeOwner,
  ): Value | undefined {
    const inFunction = owner !== undefined;
    for (const node of statements) {
      try {
        const returned = this.runStatement(node, scope, inFunction);
        if (returned !== undefined) return returned;
      } catch (error) {
        this.settle(error, node, scope, inFunction);
        if (node.kind === 'Return') return { kind: 'unknown', place: placeOf(node) };
      }
      this.remember(node, scope, owner);
    }
    return undefined;
  }

  /** Keeps what a statement has bound. */
  private remember(node: Statement, scope: Scope, owner: ScopeOwner): void {
    for (const name of boundNames(node)) {
      const value = scope.get(name);
      if (value === undefined) continue;
      this.recording?.history.add(owner, { from: node.span.end, name, value });
    }
  }

  /** Reports what ended a statement; what it assigns is unknown from here on. */
  private settle(error: unknown, node: Statement, scope: Scope, inFunction: boolean): void {
    if (error instanceof EndedRun) throw error;
    if (error instanceof EndedCall && this.callDepth > 0) throw error;
    if (error instanceof Refusal) error.complaints.forEach(this.options.complain);
    else if (!(error instanceof Unknown)) throw error;
    // Inside a function the whole call has failed, as it would in the compiler.
    if (inFunction && this.callDepth > 0 && error instanceof Refusal) this.failedCalls += 1;
    if (node.kind === 'Assign') {
      const [target] = node.targets;
      // Without a column it should have, nothing certain can be said of a DataFrame either.
      const changed =
        target?.kind === 'Attribute' || target?.kind === 'Subscript' ? target.value : target;
      const was = changed?.kind === 'Name' ? scope.get(changed.id) : undefined;
      if (changed?.kind === 'Name' && (changed === target || was?.kind === 'frame')) {
        const frame = changed === target ? this.frameBehind(node.value) : was;
        scope.set(changed.id, uncertain(frame, placeOf(changed)));
      }
    }
    if (node.kind === 'Function') {
      scope.set(node.name.text, { kind: 'unknown', place: placeOf(node) });
    }
    if (node.kind === 'Import' || node.kind === 'ImportFrom') {
      for (const { name, alias } of node.names) {
        const place = placeOf(node);
        const bound = (alias ?? name).text;
        if (scope.get(bound) === undefined) scope.set(bound, { kind: 'unknown', place });
      }
    }
  }

  /** The DataFrame a refused chain of calls began with. */
  private frameBehind(node: Expression): Value | undefined {
    const value = this.recording?.values.get(node);
    if (value?.kind === 'frame') return value;
    if (node.kind === 'Call') return this.frameBehind(node.callee);
    if (node.kind === 'Attribute' || node.kind === 'Subscript') return this.frameBehind(node.value);
    return undefined;
  }

  /** Calls that ended in a complaint; lets a caller know that a result is not to be trusted. */
  failedCalls = 0;

  private runStatement(node: Statement, scope: Scope, inFunction: boolean): Value | undefined {
    switch (node.kind) {
      case 'ExpressionStatement':
        this.evaluate(node.value, scope);
        return undefined;
      case 'Assign':
        this.assign(node.targets, node.value, placeOf(node), scope);
        return undefined;
      case 'Import':
        this.importModules(node, scope);
        return undefined;
      case 'ImportFrom':
        this.importNames(node, scope);
        return undefined;
      case 'Function':
        this.define(node, scope);
        return undefined;
      case 'Return':
        if (!inFunction) throw new Refusal(placeOf(node), 'PXL111', "'return' outside function");
        return node.value === undefined
          ? { kind: 'none', place: placeOf(node) }
          : this.evaluate(node.value, scope);
      case 'UnsupportedStatement':
        throw new Refusal(
          placeOf(node),
          'PXL105',
          `Can't parse expression of type ${node.astName}`,
        );
      case 'BrokenStatement':
        for (const part of node.parts) this.tryEvaluate(part, scope);
        return undefined;
    }
  }

  evaluate(node: Expression, scope: Scope): Value {
    return this.expressions.evaluate(node, { scope, assignmentTo: undefined });
  }

  /** An expression that stands alone, with the names of the module and `px`. */
  evaluateWithPx(node: Expression): Value {
    const scope = new Scope(this.moduleScope);
    const px = this.options.module('px');
    if (px !== undefined) scope.set('px', px);
    return this.evaluate(node, scope);
  }

  /** For editors: the value of an expression in a broken statement, complaints left out. */
  private tryEvaluate(node: Expression, scope: Scope): void {
    try {
      this.evaluate(node, scope);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unknown)) throw error;
    }
  }

  private assign(
    targets: readonly Expression[],
    valueNode: Expression,
    place: Place,
    scope: Scope,
  ): void {
    const [target] = targets;
    if (targets.length !== 1 || target === undefined) {
      throw new Refusal(place, 'PXL110', 'We only support single target assignment.');
    }
    switch (target.kind) {
      case 'Name':
        scope.set(target.id, this.evaluate(valueNode, scope));
        return;
      case 'Subscript': {
        const column = this.evaluate(target, scope);
        const frame = this.evaluate(target.value, scope);
        if (frame.kind === 'unknown') throw new Unknown();
        if (frame.kind !== 'frame') {
          const message = `Subscript assignment not allowed for ${objectName(frame)} objects`;
          throw new Refusal(placeOf(target), 'PXL110', message);
        }
        this.assignToColumn({ base: target.value, frame, column, valueNode, scope });
        return;
      }
      case 'Attribute': {
        const base = this.evaluate(target.value, scope);
        if (base.kind === 'unknown') {
          this.tryEvaluate(valueNode, scope);
          throw new Unknown();
        }
        if (base.kind === 'frameClass') {
          const message = 'Cannot assign column to dataframe that does not contain an operator';
          throw new Refusal(placeOf(target.value), 'PXL110', message);
        }
        if (base.kind === 'module' && target.name !== undefined) {
          const value = this.evaluate(valueNode, scope);
          this.recording?.changeModule(base.attributes, target.name.text);
          base.attributes.set(target.name.text, value);
          return;
        }
        if (base.kind !== 'frame' && base.kind !== 'none') {
          // The compiler lets any object have attributes, though nothing reads them.
          this.evaluate(valueNode, scope);
          return;
        }
        if (base.kind !== 'frame') {
          const name = target.name?.text ?? '';
          const message = `Cannot assign attribute ${name} to object of type ${objectName(base)}`;
          throw new Refusal(base.place, 'PXL110', message);
        }
        const column = this.evaluate(target, scope);
        this.assignToColumn({ base: target.value, frame: base, column, valueNode, scope });
        return;
      }
      default:
        throw new Refusal(
          placeOf(target),
          'PXL110',
          'Assignment target must be a Name or Subscript',
        );
    }
  }

  /** `df.x = e`: the name `df` stands for a new DataFrame from here on. */
  private assignToColumn(assignment: {
    readonly base: Expression;
    readonly frame: Value & { readonly kind: 'frame' };
    readonly column: Value;
    readonly valueNode: Expression;
    readonly scope: Scope;
  }): void {
    const { base, frame, column, valueNode, scope } = assignment;
    const basePlace = placeOf(base);
    if (base.kind !== 'Name') {
      const message = `Can only assign to Dataframe by subscript from Name, received ${astName(base)}`;
      throw new Refusal(basePlace, 'PXL110', message);
    }
    const target = asExpr(at(column, basePlace), 'assignment target', 'Column');
    if (target.kind !== 'column') {
      const message = "Expected arg 'assignment target' as type 'Column'";
      throw new Refusal(basePlace, 'PXL110', message);
    }
    const value = this.expressions.evaluate(valueNode, { scope, assignmentTo: base.id });
    const expr = asExpr(value, 'assignment value');
    scope.set(base.id, assignColumn(frame, target, expr, placeOf(valueNode)));
  }

  private importModules(node: Statement & { readonly kind: 'Import' }, scope: Scope): void {
    for (const { name, alias } of node.names) {
      const found = this.options.module(name.text);
      if (found === undefined) {
        const message = `ModuleNotFoundError: No module named '${name.text}'`;
        throw new Refusal(placeOf(node), 'PXL104', message);
      }
      scope.set((alias ?? name).text, found);
    }
    // The compiler reads several names as one, which is undefined behaviour. @see ast_visitor.cc
    if (node.names.length > 1) throw new Refusal(placeOf(node), 'PXL104', SEVERAL_MODULES);
  }

  private importNames(node: Statement & { readonly kind: 'ImportFrom' }, scope: Scope): void {
    const place = placeOf(node);
    if (node.level !== 0) {
      const message = `Unexpected import level ${String(node.level)}, expected 0`;
      throw new Refusal(place, 'PXL104', message, { positioned: false });
    }
    const name = node.module?.text ?? '';
    const found = this.options.module(name);
    if (found?.kind !== 'module') {
      throw new Refusal(place, 'PXL104', `ModuleNotFoundError: No module named '${name}'`);
    }
    for (const imported of node.names) {
      const value = found.attributes.get(imported.name.text);
      if (value === undefined) found.missing?.(imported.name.text, place, place);
      if (value === undefined) {
        throw new Refusal(
          place,
          'PXL104',
          `cannot import name '${imported.name.text}' from '${name}'`,
        );
      }
      scope.set((imported.alias ?? imported.name).text, at(value, place));
    }
  }

  private define(node: FunctionStatement, scope: Scope): void {
    const annotations = new Map<string, Value>();
    for (const { name, annotation, variadic } of node.parameters) {
      if (variadic === undefined && annotation !== undefined) {
        annotations.set(name.text, this.evaluate(annotation, scope));
      }
    }
    for (const { defaultValue } of node.parameters) {
      if (defaultValue === undefined) continue;
      const message = 'default values not supported in function definitions';
      throw new Refusal(placeOf(defaultValue), 'PXL112', message);
    }
    for (const wanted of ['*', '**'] as const) {
      const found = node.parameters.find(({ variadic }) => variadic === wanted);
      if (found === undefined) continue;
      const what = wanted === '*' ? 'args' : 'kwargs';
      const message = `variable length ${what} are not supported in function definitions`;
      throw new Refusal(placeOf(found), 'PXL112', message);
    }
    const { body } = node;
    const [only] = body.inline ? body.statements : [];
    if (body.inline && body.statements.length === 1 && only !== undefined) {
      const name = only.kind === 'UnsupportedStatement' ? only.astName : only.kind;
      throw new Refusal(placeOf(only), 'PXL112', `function body of type ${name} not allowed`);
    }
    let value: Value = {
      kind: 'function',
      fn: this.userFunction(node, annotations, scope),
      place: placeOf(node),
    };
    for (const { expression } of node.decorators) {
      const decorator = this.evaluate(expression, scope);
      if (decorator.kind === 'unknown') continue;
      const place = placeOf(expression);
      const callee = this.expressions.callable(decorator, place);
      const args = { positional: [value], keywords: [] };
      const called = callFunction(callee, args, place, this.options.calls);
      value = at(called, placeOf(node));
    }
    this.options.calls.graph.countNode();
    scope.set(node.name.text, value);
  }

  private userFunction(
    node: FunctionStatement,
    annotations: ReadonlyMap<string, Value>,
    scope: Scope,
  ): FunctionValue {
    const parameters = node.parameters.map(({ name }) => name.text);
    return {
      name: node.name.text,
      parameters,
      defaults: {},
      takesRest: false,
      takesExtra: false,
      flavour: 'user',
      definition: node,
      annotations,
      run: (args, place) => this.call(node, annotations, args, { scope, place }),
    };
  }

  private call(
    node: FunctionStatement,
    annotations: ReadonlyMap<string, Value>,
    args: BoundArguments,
    context: { readonly scope: Scope; readonly place: Place },
  ): Value {
    this.options.limits.enter(context.place);
    const local = new Scope(context.scope);
    this.beginCall(node);
    this.callDepth += 1;
    const failedBefore = this.failedCalls;
    try {
      for (const { name, span } of node.parameters) {
        const value = args.get(name.text);
        const annotation = annotations.get(name.text);
        if (annotation !== undefined) matchAnnotation(value, annotation);
        local.set(name.text, value);
        this.recording?.history.add(node, { from: span.end, name: name.text, value });
      }
      const body = bodyOf(node.body);
      const returned = this.runStatements(body, local, node);
      // What a refused body returns says nothing.
      if (this.failedCalls > failedBefore) return { kind: 'unknown', place: context.place };
      return returned ?? { kind: 'none', place: placeOf(node.body) };
    } finally {
      this.callDepth -= 1;
      this.options.limits.leave();
    }
  }

  private beginCall(node: FunctionStatement): void {
    if (!this.callsSample) this.recording?.called.set(node, this.recording.root);
    this.callsSample = false;
    this.recording?.history.begin(node);
  }
}

/** Names a statement gives new values. */
function boundNames(node: Statement): readonly string[] {
  switch (node.kind) {
    case 'Assign': {
      const [target] = node.targets;
      const changed =
        target?.kind === 'Attribute' || target?.kind === 'Subscript' ? target.value : target;
      return changed?.kind === 'Name' ? [changed.id] : [];
    }
    case 'Import':
    case 'ImportFrom':
      return node.names.map(({ name, alias }) => (alias ?? name).text);
    case 'Function':
      return [node.name.text];
    default:
      return [];
  }
}

/** What a name stands for after a refused statement. Of a DataFrame, the columns it had are shown. */
function uncertain(was: Value | undefined, place: Place): Value {
  if (was?.kind !== 'frame') return { kind: 'unknown', place };
  const { op } = was;
  // No operator of the script, so that nothing is said of what reads it.
  const base = { id: -1, graph: op.graph, uncertain: true, place } as const;
  return { kind: 'frame', op: { ...base, kind: 'drop', parents: [op], columns: [] }, place };
}

const bodyOf = (suite: Suite): readonly Statement[] =>
  suite.docstring === undefined ? suite.statements : suite.statements.slice(1);

const placeOf = (node: { readonly at: number; readonly span: Place['span'] }): Place => ({
  at: node.at,
  span: node.span,
});

/** The compiler's name for an expression node. */
function astName(node: Expression): string {
  return node.kind === 'UnsupportedExpression' ? node.astName : node.kind;
}
