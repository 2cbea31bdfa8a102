/**
 * What every name of a script stands for. A function body sees its own names made so far, then those
 * of the scopes around its definition; without branches the nearest binding above is the one read.
 */
import {
  type Analysis,
  type CallExpression,
  type Expression,
  type FunctionStatement,
  type ImportedName,
  type Parameter,
  type Statement,
  type Span,
  childrenOf,
  expressionsOf,
  isStatement,
} from '#language';

export type BindingKind = 'import' | 'variable' | 'parameter' | 'function';

/** One place that gives a name a value. */
export interface Binding {
  readonly kind: BindingKind;
  /** The name itself. */
  readonly span: Span;
  /** What makes it, as a whole. */
  readonly extent: Span;
  readonly definition?: FunctionStatement;
  readonly imported?: ImportedName;
  readonly parameter?: Parameter;
  /** What a variable is set to. */
  readonly value?: Expression;
}

export interface VariableUse {
  readonly span: Span;
  readonly access: 'read' | 'write';
  readonly form: 'name' | 'keyword';
  /** The bindings that may be meant; empty never. */
  readonly bindings: readonly Binding[];
  readonly scope: VariableScope;
}

/** A name in one scope, with everything that means it. */
export interface Variable {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: VariableScope;
  readonly bindings: readonly Binding[];
  readonly uses: readonly VariableUse[];
}

export interface VariableScope {
  readonly parent: VariableScope | undefined;
  /** Undefined for the module. */
  readonly owner: FunctionStatement | undefined;
  readonly variables: ReadonlyMap<string, Variable>;
}

type OpenVariable = Variable & {
  readonly scope: OpenScope;
  readonly bindings: Binding[];
  readonly uses: VariableUse[];
};
interface OpenScope extends VariableScope {
  readonly parent: OpenScope | undefined;
  readonly variables: Map<string, OpenVariable>;
}

export interface VariableTable {
  readonly module: VariableScope;
  /** In the order they are first bound. */
  readonly variables: readonly Variable[];
  /** The scope of a function of the script. */
  scopeOf(definition: FunctionStatement): VariableScope | undefined;
}

export function variableTable({ tree }: Pick<Analysis, 'tree'>): VariableTable {
  const resolver = new Resolver();
  resolver.run(tree.statements);
  return resolver;
}

class Resolver implements VariableTable {
  readonly module: OpenScope = { parent: undefined, owner: undefined, variables: new Map() };
  readonly variables: OpenVariable[] = [];
  private readonly scopes = new Map<FunctionStatement, OpenScope>();
  /** Bodies are looked at when the scope around them is complete: they run later. */
  private readonly later: (() => void)[] = [];
  private readonly keywords: {
    readonly call: CallExpression;
    readonly callee: VariableUse;
    readonly scope: OpenScope;
  }[] = [];
  private readonly calleeUses = new Map<Expression, VariableUse>();

  run(statements: readonly Statement[]): void {
    this.body(statements, this.module);
    for (let next = this.later.shift(); next !== undefined; next = this.later.shift()) next();
    for (const one of this.keywords) this.keywordArguments(one);
  }

  scopeOf(definition: FunctionStatement): VariableScope | undefined {
    return this.scopes.get(definition);
  }

  private body(statements: readonly Statement[], scope: OpenScope): void {
    const unresolved: (Expression & { readonly kind: 'Name' })[] = [];
    for (const node of statements) this.statement(node, scope, unresolved);
    // A name that is bound only further down is a mistake, yet there is no doubt what is meant.
    for (const node of unresolved) {
      const variable = scope.variables.get(node.id);
      if (variable !== undefined) this.use(variable, node.span, 'read', scope);
    }
  }

  private statement(
    node: Statement,
    scope: OpenScope,
    unresolved: (Expression & { readonly kind: 'Name' })[],
  ): void {
    const read = (expression: Expression): void => {
      if (expression.kind === 'Name') {
        const found = lookUp(scope, expression.id);
        if (found === undefined) unresolved.push(expression);
        else this.calleeUses.set(expression, this.use(found, expression.span, 'read', scope));
      }
      childrenOf(expression).forEach(read);
      if (expression.kind !== 'Call' || expression.keywords.length === 0) return;
      const callee = this.calleeUses.get(expression.callee);
      if (callee !== undefined) this.keywords.push({ call: expression, callee, scope });
    };
    switch (node.kind) {
      case 'Assign':
        read(node.value);
        for (const target of node.targets) this.assign(target, node, scope, read);
        return;
      case 'Import':
      case 'ImportFrom':
        for (const imported of node.names) {
          const { span, text } = imported.alias ?? imported.name;
          this.bind(scope, text, { kind: 'import', span, extent: node.span, imported });
        }
        return;
      case 'Function': {
        expressionsOf(node).forEach(read);
        const { span, text } = node.name;
        this.bind(scope, text, { kind: 'function', span, extent: node.span, definition: node });
        this.function(node, scope);
        return;
      }
      case 'UnsupportedStatement':
        for (const child of node.children) {
          if (isStatement(child)) this.statement(child, scope, unresolved);
          else read(child);
        }
        return;
      default:
        expressionsOf(node).forEach(read);
    }
  }

  private assign(
    target: Expression,
    node: Statement,
    scope: OpenScope,
    read: (expression: Expression) => void,
  ): void {
    if (target.kind === 'Name') {
      const { id, span } = target;
      const value = node.kind === 'Assign' ? node.value : undefined;
      this.bind(scope, id, { kind: 'variable', span, extent: node.span, ...(value && { value }) });
      return;
    }
    const base = target.kind === 'Attribute' || target.kind === 'Subscript' ? target.value : target;
    if (base.kind !== 'Name') {
      read(target);
      return;
    }
    if (target.kind === 'Subscript') childrenOf(target).slice(1).forEach(read);
    const found = lookUp(scope, base.id);
    if (found === undefined) return;
    // `df.x = …` makes a `df` of this scope from the one it sees: both have to keep one name.
    scope.variables.set(base.id, found);
    this.use(found, base.span, 'write', scope);
  }

  private function(node: FunctionStatement, parent: OpenScope): void {
    const scope: OpenScope = { parent, owner: node, variables: new Map() };
    this.scopes.set(node, scope);
    for (const parameter of node.parameters) {
      const { span, text } = parameter.name;
      this.bind(scope, text, { kind: 'parameter', span, extent: parameter.span, parameter });
    }
    this.later.push(() => {
      this.body(node.body.statements, scope);
    });
  }

  private bind(scope: OpenScope, name: string, binding: Binding): void {
    let variable = scope.variables.get(name);
    if (variable === undefined) {
      variable = { name, kind: binding.kind, scope, bindings: [], uses: [] };
      scope.variables.set(name, variable);
      this.variables.push(variable);
    }
    variable.bindings.push(binding);
    const { span } = binding;
    variable.uses.push({ span, access: 'write', form: 'name', bindings: [binding], scope });
  }

  private use(
    variable: OpenVariable,
    span: Span,
    access: VariableUse['access'],
    scope: OpenScope,
  ): VariableUse {
    const from = variable.scope === scope ? span : (outermost(scope, variable.scope) ?? span);
    const above = variable.bindings.filter((binding) => binding.span.start < from.start);
    const binding = above.at(-1) ?? variable.bindings.at(0);
    const bindings = binding === undefined ? [] : [binding];
    const use: VariableUse = { span, access, form: 'name', bindings, scope };
    variable.uses.push(use);
    return use;
  }

  /** `f(a=…)`: the keyword is another mention of the parameter. */
  private keywordArguments({ call, callee, scope }: (typeof this.keywords)[number]): void {
    const definition = this.definitionOf(callee);
    const parameters = definition && this.scopes.get(definition)?.variables;
    for (const { name } of call.keywords) {
      const parameter = parameters?.get(name.text);
      const binding = parameter?.bindings[0];
      if (parameter === undefined || binding?.kind !== 'parameter') continue;
      const { span } = name;
      parameter.uses.push({ span, access: 'read', form: 'keyword', bindings: [binding], scope });
    }
  }

  /** The function that a name stands for, maybe by way of other names: `f = g`. */
  private definitionOf(callee: VariableUse): FunctionStatement | undefined {
    const followed = new Set<VariableUse>();
    for (let use: VariableUse | undefined = callee; use !== undefined && !followed.has(use);) {
      followed.add(use);
      const [binding]: readonly Binding[] = use.bindings;
      if (binding?.definition !== undefined) return binding.definition;
      use = binding?.value === undefined ? undefined : this.calleeUses.get(binding.value);
    }
    return undefined;
  }
}

function lookUp(scope: OpenScope | undefined, name: string): OpenVariable | undefined {
  if (scope === undefined) return undefined;
  return scope.variables.get(name) ?? lookUp(scope.parent, name);
}

/** The definition, directly in `outer`, of the function that a scope inside belongs to. */
function outermost(scope: OpenScope, outer: OpenScope): Span | undefined {
  let inner = scope;
  while (inner.parent !== undefined && inner.parent !== outer) inner = inner.parent;
  return inner.owner?.span;
}
