/** Types, units and columns beside the statements that make them. */
import {
  type Column,
  type Relation,
  type Analysis,
  type ValueDescription,
  type CompareExpression,
  type Expression,
  type Statement,
  type Span,
  relationText,
  shortUnit,
  childrenOf,
} from '#language';
import { bytesWords, durationWords } from './docs/durations.ts';

export interface InlayHintOptions {
  /** Data types of columns that are assigned. */
  readonly columnTypes: boolean;
  /** Units of such columns, and of numbers that columns are compared with. */
  readonly units: boolean;
  /** Columns after each step: those that changed, or how many there are. */
  readonly relations: 'off' | 'changes' | 'count';
}

export interface InlayHint {
  readonly offset: number;
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string | undefined;
  /** A type stands close to its name; what a number or a step comes to is set off. */
  readonly kind: 'type' | 'amount' | 'relation';
}

/** Hints of the statements that touch `span`, in text order. */
export function inlayHints(
  analysis: Analysis,
  span: Span,
  options: InlayHintOptions,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.span.end < span.start || statement.span.start > span.end) continue;
      if (statement.kind === 'Function') visit(statement.body.statements);
      else hints.push(...ofStatement(analysis, statement, options));
    }
  };
  visit(analysis.tree.statements);
  return hints.sort((a, b) => a.offset - b.offset);
}

function ofStatement(
  analysis: Analysis,
  statement: Statement,
  options: InlayHintOptions,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  if (statement.kind === 'Assign') {
    const [target] = statement.targets;
    const value = analysis.valueOf(statement.value);
    if (target !== undefined && value !== undefined) {
      const before = relationBefore(analysis, target, statement.value);
      hints.push(...ofAssignment(target, value, { end: statement.span.end, before, options }));
    }
  }
  if (options.units) {
    for (const root of expressionsOf(statement)) {
      each(root, (node) => {
        if (node.kind === 'Compare') hints.push(...ofComparison(analysis, node));
      });
    }
  }
  return hints;
}

/** Columns of the DataFrame a statement begins with; undefined where it begins with none. */
function relationBefore(
  analysis: Analysis,
  target: Expression,
  value: Expression,
): Relation | undefined {
  let node: Expression = target.kind === 'Name' ? value : target;
  let found: ValueDescription | undefined;
  while (node.kind === 'Call' || node.kind === 'Attribute' || node.kind === 'Subscript') {
    node = node.kind === 'Call' ? node.callee : node.value;
    const inner = analysis.valueOf(node);
    if (inner?.kind === 'dataFrame') found = inner;
  }
  return found?.kind === 'dataFrame' ? found.relation : undefined;
}

interface Assignment {
  readonly end: number;
  readonly before: Relation | undefined;
  readonly options: InlayHintOptions;
}

function ofAssignment(
  target: Expression,
  value: ValueDescription,
  { end, before, options }: Assignment,
): readonly InlayHint[] {
  if (value.kind === 'dataFrame') {
    if (target.kind !== 'Name') return [];
    const text = relationHint(value.relation, before, options.relations);
    const tooltip = relationText(value.relation);
    return text === undefined ? [] : [{ offset: end, text, tooltip, kind: 'relation' }];
  }
  const isColumn = target.kind === 'Attribute' || target.kind === 'Subscript';
  if (!isColumn || value.kind !== 'expression' || value.dataType === undefined) return [];
  const { dataType, semanticType } = value;
  const type = options.columnTypes ? dataType : undefined;
  const unit = options.units ? shortUnit({ dataType, semanticType }) : undefined;
  const text = [type, unit].flatMap((one) => one ?? []).join(', ');
  if (text !== '') {
    return [{ offset: target.span.end, text: `: ${text}`, tooltip: undefined, kind: 'type' }];
  }
  const name = columnName(target);
  const isNew = before !== undefined && !before.some((column) => column.name === name);
  if (options.relations !== 'changes' || !isNew) return [];
  const added = `+${name}: ${dataType}`;
  return [{ offset: end, text: added, tooltip: undefined, kind: 'relation' }];
}

function columnName(target: Expression): string {
  if (target.kind === 'Attribute') return target.name?.text ?? '';
  if (target.kind !== 'Subscript' || target.index.kind !== 'Index') return '';
  return target.index.value.kind === 'String' ? target.index.value.value : '';
}

/** More changes than this are told as the columns there are. */
const MAX_CHANGES = 4;
const MAX_NAMES = 6;

function relationHint(
  relation: Relation,
  before: Relation | undefined,
  shown: InlayHintOptions['relations'],
): string | undefined {
  const count = `${String(relation.length)} ${relation.length === 1 ? 'column' : 'columns'}`;
  if (shown === 'off') return undefined;
  if (shown === 'count' || before === undefined) return count;
  const added = without(relation, before).map(({ name, dataType }) => `+${name}: ${dataType}`);
  const dropped = without(before, relation).map(({ name }) => `-${name}`);
  const changes = [...added, ...dropped];
  if (changes.length === 0) return undefined;
  if (changes.length <= MAX_CHANGES) return changes.join(', ');
  const names = relation.slice(0, MAX_NAMES).map(({ name }) => name);
  const more = relation.length > MAX_NAMES ? ', …' : '';
  return `${count}: ${names.join(', ')}${more}`;
}

function without(relation: Relation, other: Relation): readonly Column[] {
  const names = new Set(other.map(({ name }) => name));
  return relation.filter(({ name }) => !names.has(name));
}

/** `df.latency > 1000000` is 1 ms. */
function ofComparison(analysis: Analysis, node: CompareExpression): readonly InlayHint[] {
  const [right] = node.comparators;
  if (right === undefined) return [];
  return [
    [node.left, right],
    [right, node.left],
  ].flatMap(([column, number]): readonly InlayHint[] => {
    if (number?.kind !== 'Integer' || column === undefined) return [];
    const value = analysis.valueOf(column);
    if (value?.kind !== 'expression' || number.value < 1000n) return [];
    const text = amountText(value.semanticType, number.value);
    return text === undefined
      ? []
      : [{ offset: number.span.end, text, tooltip: undefined, kind: 'amount' }];
  });
}

function amountText(semanticType: Column['semanticType'], value: bigint): string | undefined {
  if (semanticType === 'ST_DURATION_NS') return `= ${durationWords(value)}`;
  return semanticType === 'ST_BYTES' ? `= ${bytesWords(value)}` : undefined;
}

function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'ExpressionStatement':
      return [statement.value];
    case 'Assign':
      return [statement.value];
    case 'Return':
      return statement.value === undefined ? [] : [statement.value];
    default:
      return [];
  }
}

function each(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  for (const child of childrenOf(node)) each(child, visit);
}
