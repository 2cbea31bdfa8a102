/**
 * The syntax tree of a PxL script. Every node carries its whole extent (`span`) and the offset the
 * real compiler reports for it (`at`): for an attribute that is its dot, for a call its bracket.
 */
import type { Span } from '../text/span.ts';

interface NodeBase {
  readonly span: Span;
  /** UTF-16 offset of the compiler's position of this node. */
  readonly at: number;
}

/** A word with its place: an attribute, keyword, parameter, function or module name. */
export interface Identifier {
  readonly text: string;
  readonly span: Span;
}

export interface NameExpression extends NodeBase {
  readonly kind: 'Name';
  readonly id: string;
}
export interface AttributeExpression extends NodeBase {
  readonly kind: 'Attribute';
  readonly value: Expression;
  /** `undefined` while the author has typed the dot only. */
  readonly name: Identifier | undefined;
}
export interface KeywordArgument extends NodeBase {
  readonly name: Identifier;
  readonly value: Expression;
  /** True where the comma before this argument is missing, which the real parser tolerates once. */
  readonly missingComma: boolean;
}
export interface CallExpression extends NodeBase {
  readonly kind: 'Call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
  readonly keywords: readonly KeywordArgument[];
  /** `*x` and `**x`: parsed, then ignored by the real compiler. */
  readonly starArgs: readonly Expression[];
}
export interface SubscriptExpression extends NodeBase {
  readonly kind: 'Subscript';
  readonly value: Expression;
  readonly index: SubscriptIndex;
}
/** `a[i]`, or a slice such as `a[1:2]`, which the compiler refuses. */
export type SubscriptIndex =
  | { readonly kind: 'Index'; readonly value: Expression; readonly span: Span; readonly at: number }
  | {
      readonly kind: 'Slice';
      readonly parts: readonly Expression[];
      readonly span: Span;
      readonly at: number;
    };

export interface IntegerLiteral extends NodeBase {
  readonly kind: 'Integer';
  readonly value: bigint;
}
export interface FloatLiteral extends NodeBase {
  readonly kind: 'Float';
  readonly value: number;
}
export interface StringLiteral extends NodeBase {
  readonly kind: 'String';
  /** Decoded text; bytes that are not UTF-8 stand as the lone surrogates U+DC80 to U+DCFF. */
  readonly value: string;
}
export interface ListExpression extends NodeBase {
  readonly kind: 'List';
  readonly elements: readonly Expression[];
}
export interface TupleExpression extends NodeBase {
  readonly kind: 'Tuple';
  readonly elements: readonly Expression[];
}
export interface DictExpression extends NodeBase {
  readonly kind: 'Dict';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}
export interface BinaryExpression extends NodeBase {
  readonly kind: 'Binary';
  /** `+ - * / % // ** & | ^ << >>` */
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface BooleanExpression extends NodeBase {
  readonly kind: 'Boolean';
  readonly operator: 'and' | 'or';
  /** Two or more; the compiler accepts exactly two. */
  readonly operands: readonly Expression[];
}
export interface CompareExpression extends NodeBase {
  readonly kind: 'Compare';
  readonly left: Expression;
  /** `== != < <= > >= in`, `not in`, `is`, `is not`; `<>` is given as `!=`. */
  readonly operators: readonly string[];
  readonly comparators: readonly Expression[];
}
export interface UnaryExpression extends NodeBase {
  readonly kind: 'Unary';
  readonly operator: 'not' | '-' | '+' | '~';
  readonly operand: Expression;
}
/** An expression that parses and that the compiler refuses: ternary, lambda, comprehension, … */
export interface UnsupportedExpression extends NodeBase {
  readonly kind: 'UnsupportedExpression';
  /** The compiler's name for it, such as `IfExpr`, `Lambda`, `ListComp`. */
  readonly astName: string;
  readonly children: readonly Expression[];
}
/** Stands where an expression should be after a syntax error. */
export interface MissingExpression extends NodeBase {
  readonly kind: 'Missing';
}

export type Expression =
  | NameExpression
  | AttributeExpression
  | CallExpression
  | SubscriptExpression
  | IntegerLiteral
  | FloatLiteral
  | StringLiteral
  | ListExpression
  | TupleExpression
  | DictExpression
  | BinaryExpression
  | BooleanExpression
  | CompareExpression
  | UnaryExpression
  | UnsupportedExpression
  | MissingExpression;

export interface ExpressionStatement extends NodeBase {
  readonly kind: 'ExpressionStatement';
  readonly value: Expression;
}
export interface AssignStatement extends NodeBase {
  readonly kind: 'Assign';
  /** More than one for `a = b = 1`, which the compiler refuses. */
  readonly targets: readonly Expression[];
  readonly value: Expression;
}
export interface ImportStatement extends NodeBase {
  readonly kind: 'Import';
  readonly names: readonly ImportedName[];
}
export interface ImportFromStatement extends NodeBase {
  readonly kind: 'ImportFrom';
  readonly module: Identifier | undefined;
  /** Number of leading dots. */
  readonly level: number;
  readonly names: readonly ImportedName[];
}
export interface ImportedName {
  readonly name: Identifier;
  readonly alias: Identifier | undefined;
  readonly at: number;
}
export interface Parameter extends NodeBase {
  readonly name: Identifier;
  readonly annotation: Expression | undefined;
  readonly defaultValue: Expression | undefined;
  /** `*args` and `**kwargs`, which the compiler refuses. */
  readonly variadic: '*' | '**' | undefined;
}
export interface Decorator extends NodeBase {
  readonly expression: Expression;
}
export interface FunctionStatement extends NodeBase {
  readonly kind: 'Function';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly decorators: readonly Decorator[];
  readonly body: Suite;
}
/** A function body; `at` is column 1 of its first statement's line. */
export interface Suite extends NodeBase {
  readonly statements: readonly Statement[];
  readonly docstring: StringLiteral | undefined;
  /** `def f(): return x`: on the header's line, which the compiler refuses for single statements. */
  readonly inline: boolean;
}
export interface ReturnStatement extends NodeBase {
  readonly kind: 'Return';
  readonly value: Expression | undefined;
}
/** A statement that parses and that the compiler refuses: if, for, augmented assignment, … */
export interface UnsupportedStatement extends NodeBase {
  readonly kind: 'UnsupportedStatement';
  /** The compiler's name for it, such as `If`, `For`, `AugAssign`, `Print`. */
  readonly astName: string;
  readonly children: readonly (Expression | Statement)[];
}
/** The text skipped by error recovery. */
export interface BrokenStatement extends NodeBase {
  readonly kind: 'BrokenStatement';
  readonly parts: readonly Expression[];
}

export type Statement =
  | ExpressionStatement
  | AssignStatement
  | ImportStatement
  | ImportFromStatement
  | FunctionStatement
  | ReturnStatement
  | UnsupportedStatement
  | BrokenStatement;

export interface Module extends NodeBase {
  readonly statements: readonly Statement[];
  readonly docstring: StringLiteral | undefined;
}
