/**
 * A plan to SQL: one common table expression per operator, every column quoted. The order of rows
 * is kept as Carnot gives it: sources in arrival order, joins in the order of the right side, unions
 * by time.
 */
import type {
  AggregateOperator,
  Expr,
  FilterOperator,
  JoinOperator,
  MapOperator,
  MemorySourceOperator,
  Operator,
  OperatorId,
  Plan,
  Relation,
  UnionOperator,
} from '#language';
import { aggregateReadsOrder, defaultSql } from '../functions/aggregates.ts';
import { quoteName } from '../store/quoting.ts';
import { ROW_NUMBER, type ClusterContext } from '../functions/rules.ts';
import type { FindDimension } from '../metadata/dimensionCache.ts';
import {
  callsScripts,
  codedTextSql,
  ExpressionWriter,
  FENCE_SIZE,
  fenced,
  quantilesTextSql,
  type InputColumns,
} from './expressions.ts';
import { quantileColumns, type QuantileColumns } from './quantileColumns.ts';
import { requirements, type Requirement } from './requirements.ts';
import { joinOrder, readsInOrder } from './rowOrder.ts';
import { uniqueKeys, type UniqueKeys } from './uniqueKeys.ts';

export interface PlanSqlOptions {
  readonly context: ClusterContext;
  readonly findDimension: FindDimension;
  /** The table or query in parentheses that holds a memory source's rows. */
  readonly source: (operator: MemorySourceOperator) => string;
  /** Tables that already hold the rows of an operator: table functions and shared results. */
  readonly tables: ReadonlyMap<OperatorId, string>;
}

function expressionsOf(operator: Operator): readonly Expr[] {
  if (operator.kind === 'map') return operator.columns.map(({ expr }) => expr);
  return operator.kind === 'filter' ? [operator.condition] : [];
}

/** The query that gives the rows of one operator. */
export function planSql(plan: Plan, target: OperatorId, options: PlanSqlOptions): string {
  return new PlanWriter(plan, options).query(target);
}

const columnsOf = (relation: Relation): string =>
  relation.map((column) => `s.${quoteName(column.name)}`).join(', ');

const CHEAP_KINDS = new Set<Operator['kind']>(['memorySource', 'map', 'filter', 'project']);

/** One operator as somebody reads it: in order or in any. */
interface Part {
  readonly operator: Operator;
  readonly ordered: boolean;
}

class PlanWriter {
  readonly #plan: Plan;
  readonly #options: PlanSqlOptions;
  readonly #requirements: ReadonlyMap<OperatorId, Requirement>;
  /** Bodies by name, and how often each is read. */
  readonly #bodies = new Map<string, { readonly id: OperatorId; readonly sql: string }>();
  readonly #uses = new Map<string, number>();
  readonly #quantiles: QuantileColumns;
  readonly #keys: UniqueKeys;
  readonly #cheap = new Map<OperatorId, boolean>();
  /** Enumerations of columns that hold codes, by operator; results that are kept hold texts. */
  readonly #codes = new Map<OperatorId, ReadonlyMap<string, string>>();
  /** Sizes of columns by operator, where they are not 1; see `FENCE_SIZE`. */
  readonly #sizes = new Map<OperatorId, ReadonlyMap<string, number>>();

  constructor(plan: Plan, options: PlanSqlOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#keys = uniqueKeys(plan);
    this.#requirements = requirements(plan, this.#keys);
    this.#quantiles = quantileColumns(plan);
  }

  query(target: OperatorId): string {
    const operator = this.#operator(target);
    const name = this.#add({ operator, ordered: this.#isOrdered(target) });
    const isSink = operator.kind === 'sink';
    const parts = [...this.#bodies].flatMap(([part, { id, sql }]) => {
      if (isSink && id === target) return [];
      // Kept only where it is read again and dear to make: it would hold all columns of all rows.
      const kept = (this.#uses.get(part) ?? 0) > 1 && !this.#isCheap(id);
      return [`${part} AS ${kept ? 'MATERIALIZED' : 'NOT MATERIALIZED'} (${sql})`];
    });
    const columns = operator.relation.map((column) => this.#textColumn(target, column.name));
    const rows = isSink
      ? this.#bodies.get(name)?.sql
      : `SELECT ${columns.join(', ')} FROM ${name} AS s`;
    return `${parts.length === 0 ? '' : `WITH ${parts.join(',\n')}\n`}${String(rows)}`;
  }

  #add(part: Part): string {
    const { operator } = part;
    const name = this.#nameOf(part);
    this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    if (this.#bodies.has(name)) return name;
    const table = this.#options.tables.get(operator.id);
    if (table === undefined) {
      operator.parents.forEach((_, index) => this.#add(this.#parent(part, index)));
    }
    const sql = table === undefined ? this.#body(part) : `SELECT * FROM ${table}`;
    this.#bodies.set(name, { id: operator.id, sql });
    return name;
  }

  /** What is dear is made once for all who read it, what is cheap as each of them needs it. */
  #nameOf({ operator: { id }, ordered }: Part): string {
    const inAnyOrder = this.#isOrdered(id) && !ordered && this.#isCheap(id);
    return quoteName(`op${String(id)}${inAnyOrder ? ' in any order' : ''}`);
  }

  #isOrdered(id: OperatorId): boolean {
    return this.#requirements.get(id)?.ordered === true;
  }

  /** Whether rows come from their table one by one, without calls out of the database. */
  #isCheap(id: OperatorId): boolean {
    if (this.#options.tables.has(id)) return true;
    const known = this.#cheap.get(id);
    if (known !== undefined) return known;
    const operator = this.#operator(id);
    const cheap =
      CHEAP_KINDS.has(operator.kind) &&
      !expressionsOf(operator).some((expr) => callsScripts(expr, this.#options.context)) &&
      operator.parents.every((parent) => this.#isCheap(parent));
    this.#cheap.set(id, cheap);
    return cheap;
  }

  #operator(id: OperatorId): Operator {
    const operator = this.#plan.operators.find((candidate) => candidate.id === id);
    if (operator === undefined) throw new Error(`operator ${String(id)} is missing in the plan`);
    return operator;
  }

  #body(part: Part): string {
    const { operator } = part;
    switch (operator.kind) {
      case 'memorySource':
        return this.#source(operator);
      case 'udtfSource':
        throw new Error(`the rows of ${operator.udtf} were not prepared`);
      case 'map':
        return this.#map(operator, part);
      case 'filter':
        return this.#filter(operator, part);
      case 'project':
        this.#handOn(operator);
        return `SELECT ${columnsOf(operator.relation)} FROM ${this.#input(part)}`;
      case 'aggregate':
        return this.#aggregate(operator, part);
      case 'join':
        return this.#join(operator, part);
      case 'union':
        this.#handOnSizes(operator);
        return this.#union(operator, part);
      case 'limit':
        this.#handOn(operator);
        return `SELECT s.* FROM ${this.#input(part)} LIMIT ${String(operator.rows)}`;
      case 'sink':
        return `SELECT ${columnsOf(operator.relation)} FROM ${this.#textInput(part)} AS s`;
      case 'otelSink':
        return `SELECT s.* FROM ${this.#textInput(part)} AS s`;
    }
  }

  /** An input as the part reads it. */
  #parent({ operator, ordered }: Part, index: number): Part {
    const parent = operator.parents[index];
    if (parent === undefined) throw new Error(`operator ${String(operator.id)} has no input`);
    return {
      operator: this.#operator(parent),
      ordered: readsInOrder(operator, index, ordered, this.#keys),
    };
  }

  #input(part: Part): string {
    return `${this.#nameOf(this.#parent(part, 0))} AS s`;
  }

  /** An input whose quantiles and codes are text, as whoever names the columns sees them. */
  #textInput(part: Part, index = 0): string {
    const input = this.#parent(part, index);
    return this.#converted(input, (name) => this.#textColumn(input.operator.id, name));
  }

  /** An input whose quantiles are text. */
  #codedInput(part: Part, index: number): string {
    return this.#converted(this.#parent(part, index), (name) => `s.${quoteName(name)}`);
  }

  #converted(input: Part, columnSql: (name: string) => string): string {
    const { id, relation } = input.operator;
    const numbers = this.#quantiles.get(id);
    const columns = relation.map(({ name }) => {
      if (numbers?.has(name) !== true) return columnSql(name);
      return `${quantilesTextSql(`s.${quoteName(name)}`)} AS ${quoteName(name)}`;
    });
    const name = this.#nameOf(input);
    const isSame = columns.join(', ') === columnsOf(relation);
    return isSame ? name : `(SELECT ${columns.join(', ')} FROM ${name} AS s)`;
  }

  #textColumn(id: OperatorId, name: string): string {
    const column = `s.${quoteName(name)}`;
    const isCoded = this.#codes.get(id)?.has(name) === true;
    return isCoded ? `${codedTextSql(column)} AS ${quoteName(name)}` : column;
  }

  #writer(part: Part): ExpressionWriter {
    const { id } = this.#parent(part, 0).operator;
    const columns: InputColumns = {
      size: (name) => this.#sizes.get(id)?.get(name) ?? 1,
      holdsQuantiles: (name) => this.#quantiles.get(id)?.has(name) ?? false,
      codeType: (name) => this.#codes.get(id)?.get(name),
    };
    const ordered = this.#parent(part, 0).ordered;
    return new ExpressionWriter({ ...this.#options, ordered }, columns);
  }

  /** Columns an operator hands on are as below it. */
  #handOn(operator: Operator): void {
    this.#handOnSizes(operator);
    const codes = this.#codes.get(operator.parents[0] ?? -1);
    if (codes !== undefined) this.#codes.set(operator.id, codes);
  }

  /** Columns an operator hands on are as large as they are below it. */
  #handOnSizes(operator: Operator): void {
    const sizes = new Map<string, number>();
    operator.parents.forEach((parent) => {
      for (const [name, size] of this.#sizes.get(parent) ?? []) {
        sizes.set(name, Math.max(size, sizes.get(name) ?? 1));
      }
    });
    if (sizes.size > 0) this.#sizes.set(operator.id, sizes);
  }

  #source(operator: MemorySourceOperator): string {
    const conditions: string[] = [];
    if (operator.startNs !== undefined) conditions.push(`s."time_" >= ${String(operator.startNs)}`);
    if (operator.endNs !== undefined) conditions.push(`s."time_" <= ${String(operator.endNs)}`);
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    return `SELECT ${columnsOf(operator.relation)} FROM ${this.#options.source(operator)} AS s${where}`;
  }

  #map(operator: MapOperator, part: Part): string {
    const numbers = this.#quantiles.get(operator.id);
    const sizes = new Map<string, number>();
    const codes = new Map<string, string>();
    const writer = this.#writer(part);
    const columns = operator.columns.map(({ name, expr }) => {
      if (numbers?.has(name) === true && expr.kind === 'column') {
        return `s.${quoteName(expr.name)} AS ${quoteName(name)}`;
      }
      const { sql, size, coded } = writer.write(expr);
      const large = size > FENCE_SIZE;
      sizes.set(name, large ? 1 : size);
      if (coded !== undefined) codes.set(name, coded.type);
      const value = coded?.sql ?? sql;
      return `${large ? fenced(value) : value} AS ${quoteName(name)}`;
    });
    this.#sizes.set(operator.id, sizes);
    this.#codes.set(operator.id, codes);
    return `SELECT ${columns.join(', ')} FROM ${writer.input(this.#input(part))}`;
  }

  #filter(operator: FilterOperator, part: Part): string {
    const writer = this.#writer(part);
    const condition = writer.write(operator.condition).sql;
    this.#handOn(operator);
    return `SELECT ${columnsOf(operator.relation)} FROM ${writer.input(this.#input(part))} WHERE ${condition}`;
  }

  #aggregate(operator: AggregateOperator, part: Part): string {
    const writer = this.#writer(part);
    const codes = new Map<string, string>();
    const groups: string[] = [];
    const keys = operator.groups.map((group, index) => {
      const { sql, coded } = writer.write(group);
      const name = operator.relation[index]?.name ?? group.name;
      if (coded !== undefined) codes.set(name, coded.type);
      groups.push(coded?.sql ?? sql);
      return `${coded?.sql ?? sql} AS ${quoteName(name)}`;
    });
    this.#codes.set(operator.id, codes);
    const wanted = this.#quantiles.get(operator.id);
    const aggregates = operator.aggregates.map(
      ({ name, call }) => `${writer.aggregate(call, wanted?.get(name))} AS ${quoteName(name)}`,
    );
    const columns = [...keys, ...aggregates];
    const by = groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`;
    const numbered = operator.aggregates.some(({ call }) => aggregateReadsOrder(call.name));
    const rows = writer.input(this.#input(part));
    const input = numbered
      ? `(SELECT s.*, row_number() OVER () AS ${ROW_NUMBER} FROM ${rows}) AS s`
      : rows;
    // Without groups and aggregates one row stands for the whole input.
    if (columns.length === 0) return `SELECT count(*) AS n FROM ${input}`;
    // Groups come from several threads in any order; the same script gives the same order of rows.
    const ordered = groups.length > 0 && part.ordered;
    const order = ordered ? ` ORDER BY ${groups.map((_, index) => index + 1).join(', ')}` : '';
    return `SELECT ${columns.join(', ')} FROM ${input}${by}${order}`;
  }

  #union(operator: UnionOperator, part: Part): string {
    const columns = columnsOf(operator.relation);
    // As in Carnot, whose planner drops a time nobody reads before it looks whether there is one.
    const isRead = this.#requirements.get(operator.id)?.columns.has('time_') === true;
    const timed = part.ordered && isRead;
    const branches = operator.parents.map((_, index) => {
      const position = timed
        ? `, ${String(index)} AS "\\branch", row_number() OVER () AS ${ROW_NUMBER}`
        : '';
      return `SELECT ${columns}${position} FROM ${this.#textInput(part, index)} AS s`;
    });
    const all = branches.join(' UNION ALL ');
    if (!timed) return all;
    // Inputs are merged by time; what comes at the same time keeps the order of the inputs.
    return `SELECT ${columns} FROM (${all}) AS s ORDER BY s."time_", s."\\branch", s.${ROW_NUMBER}`;
  }

  /**
   * The right side is read against a table of the left, so its order is the result's; left rows
   * without a match follow at the end. Unmatched sides get type defaults.
   */
  #join(operator: JoinOperator, part: Part): string {
    const order = part.ordered ? joinOrder(operator, this.#keys) : 'right';
    const side = (index: number, alias: string): string => {
      const input = this.#codedInput(part, index);
      if (order !== 'rows') return `${input} AS ${alias}`;
      return `(SELECT s.*, row_number() OVER () AS ${ROW_NUMBER} FROM ${input} AS s) AS ${alias}`;
    };
    const type = { inner: 'INNER', left: 'RIGHT', right: 'LEFT', outer: 'FULL' }[operator.how];
    const by = {
      right: [],
      keys: this.#joinKeys(operator),
      rows: [`r.${ROW_NUMBER} NULLS LAST`, `l.${ROW_NUMBER}`],
    }[order];
    const columns = this.#joinColumns(operator).join(', ');
    return `SELECT ${columns} FROM ${side(1, 'r')} ${type} JOIN ${side(0, 'l')} ON ${this.#joinCondition(operator)}${by.length === 0 ? '' : ` ORDER BY ${by.join(', ')}`}`;
  }

  /** What the result of two sides sorted by their keys is sorted by: first the right side's. */
  #joinKeys(operator: JoinOperator): string[] {
    const [left, right] = operator.parents.map((parent) => [...(this.#keys.get(parent) ?? [])]);
    const matched = new Map(
      operator.leftOn.map(({ name }, index) => [name, operator.rightOn[index]?.name]),
    );
    const further = (left ?? []).filter((name) => !right?.includes(matched.get(name) ?? ''));
    return [
      ...(right ?? []).map((name) => `r.${quoteName(name)}`),
      ...further.map((name) => `l.${quoteName(name)}`),
    ];
  }

  #joinColumns(operator: JoinOperator): string[] {
    const codes = new Map<string, string>();
    const columns = operator.outputs.map(({ side, column }, index) => {
      const output = operator.relation[index];
      if (output === undefined) throw new Error('a join has more outputs than columns');
      const source = `${side === 'left' ? 'l' : 'r'}.${quoteName(column)}`;
      const code = this.#codeType(operator, side === 'left' ? 0 : 1, column);
      if (code !== undefined) codes.set(output.name, code);
      const missing = code === undefined ? defaultSql(output.dataType) : `''::${code}`;
      const filled = operator.how === 'inner' ? source : `coalesce(${source}, ${missing})`;
      return `${filled} AS ${quoteName(output.name)}`;
    });
    this.#codes.set(operator.id, codes);
    return columns;
  }

  #joinCondition(operator: JoinOperator): string {
    const keys = operator.leftOn.map((key, index) => {
      const other = operator.rightOn[index];
      if (other === undefined) throw new Error('a join has more keys on one side');
      const [left, right] = [`l.${quoteName(key.name)}`, `r.${quoteName(other.name)}`];
      const leftCode = this.#codeType(operator, 0, key.name);
      const rightCode = this.#codeType(operator, 1, other.name);
      // The database compares codes of one enumeration as numbers, anything else as texts.
      if (leftCode === rightCode) return `${left} = ${right}`;
      return `${left}::VARCHAR = ${right}::VARCHAR`;
    });
    // Without keys every row of one side matches every row of the other.
    return keys.length === 0 ? 'true' : keys.join(' AND ');
  }

  #codeType(operator: Operator, index: number, column: string): string | undefined {
    return this.#codes.get(operator.parents[index] ?? -1)?.get(column);
  }
}
