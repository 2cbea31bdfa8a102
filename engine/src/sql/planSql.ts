/**
 * A plan to SQL: one common table expression per operator, every column quoted. The order of rows
 * is kept as Carnot gives it: sources in arrival order, joins in the order of the right side, unions
 * by time.
 */
import type {
  AggregateOperator,
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
  codedTextSql,
  ExpressionWriter,
  FENCE_SIZE,
  fenced,
  quantilesTextSql,
  type InputColumns,
} from './expressions.ts';
import { quantileColumns, type QuantileColumns } from './quantileColumns.ts';
import { requirements, type Requirement } from './requirements.ts';
import { uniqueKeys } from './uniqueKeys.ts';

export interface PlanSqlOptions {
  readonly context: ClusterContext;
  readonly findDimension: FindDimension;
  /** The table or query in parentheses that holds a memory source's rows. */
  readonly source: (operator: MemorySourceOperator) => string;
  /** Tables that already hold the rows of an operator: table functions and shared results. */
  readonly tables: ReadonlyMap<OperatorId, string>;
}

/** The query that gives the rows of one operator. */
export function planSql(plan: Plan, target: OperatorId, options: PlanSqlOptions): string {
  const writer = new PlanWriter(plan, options);
  writer.add(target);
  return writer.query(target);
}

const columnsOf = (relation: Relation): string =>
  relation.map((column) => `s.${quoteName(column.name)}`).join(', ');
const nameOf = (id: OperatorId): string => quoteName(`op${String(id)}`);

const CHEAP_KINDS = new Set<Operator['kind']>(['memorySource', 'map', 'filter', 'project']);

class PlanWriter {
  readonly #plan: Plan;
  readonly #options: PlanSqlOptions;
  readonly #requirements: ReadonlyMap<OperatorId, Requirement>;
  readonly #parts = new Map<OperatorId, string>();
  readonly #uses = new Map<OperatorId, number>();
  readonly #quantiles: QuantileColumns;
  readonly #keys: ReturnType<typeof uniqueKeys>;
  /** Enumerations of columns that hold codes, by operator; results that are kept hold texts. */
  readonly #codes = new Map<OperatorId, ReadonlyMap<string, string>>();
  /** Sizes of columns by operator, where they are not 1; see `FENCE_SIZE`. */
  readonly #sizes = new Map<OperatorId, ReadonlyMap<string, number>>();

  constructor(plan: Plan, options: PlanSqlOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#requirements = requirements(plan);
    this.#quantiles = quantileColumns(plan);
    this.#keys = uniqueKeys(plan);
  }

  add(id: OperatorId): void {
    this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
    if (this.#parts.has(id)) return;
    const operator = this.#operator(id);
    const table = this.#options.tables.get(id);
    if (table === undefined) operator.parents.forEach((parent) => this.add(parent));
    this.#parts.set(id, table === undefined ? this.#body(operator) : `SELECT * FROM ${table}`);
  }

  query(target: OperatorId): string {
    const parts = [...this.#parts].map(([id, body]) => {
      // Kept only where it is read again and dear to make: it would hold all columns of all rows.
      const kept = (this.#uses.get(id) ?? 0) > 1 && !this.#isCheap(id);
      return `${nameOf(id)} AS ${kept ? 'MATERIALIZED' : 'NOT MATERIALIZED'} (${body})`;
    });
    const columns = this.#operator(target).relation.map(({ name }) => this.#textColumn(target, name));
    return `WITH ${parts.join(',\n')}\nSELECT ${columns.join(', ')} FROM ${nameOf(target)} AS s`;
  }

  /** Whether rows come from their table one by one, without calls out of the database. */
  #isCheap(id: OperatorId): boolean {
    if (this.#options.tables.has(id)) return true;
    const { kind, parents } = this.#operator(id);
    if (!CHEAP_KINDS.has(kind) || this.#parts.get(id)?.includes('px_js_') === true) return false;
    return parents.every((parent) => this.#isCheap(parent));
  }

  #operator(id: OperatorId): Operator {
    const operator = this.#plan.operators.find((candidate) => candidate.id === id);
    if (operator === undefined) throw new Error(`operator ${String(id)} is missing in the plan`);
    return operator;
  }

  #body(operator: Operator): string {
    switch (operator.kind) {
      case 'memorySource':
        return this.#source(operator);
      case 'udtfSource':
        throw new Error(`the rows of ${operator.udtf} were not prepared`);
      case 'map':
        return this.#map(operator);
      case 'filter':
        return this.#filter(operator);
      case 'project':
        this.#handOn(operator);
        return `SELECT ${columnsOf(operator.relation)} FROM ${this.#input(operator)}`;
      case 'aggregate':
        return this.#aggregate(operator);
      case 'join':
        return this.#join(operator);
      case 'union':
        this.#handOnSizes(operator);
        return this.#union(operator);
      case 'limit':
        this.#handOn(operator);
        return `SELECT s.* FROM ${this.#input(operator)} LIMIT ${String(operator.rows)}`;
      case 'sink':
        return `SELECT ${columnsOf(operator.relation)} FROM ${this.#textInput(operator)} AS s`;
      case 'otelSink':
        return `SELECT s.* FROM ${this.#textInput(operator)} AS s`;
    }
  }

  #parent(operator: Operator, index: number): Operator {
    const parent = operator.parents[index];
    if (parent === undefined) throw new Error(`operator ${String(operator.id)} has no input`);
    return this.#operator(parent);
  }

  #input(operator: Operator): string {
    return `${nameOf(this.#parent(operator, 0).id)} AS s`;
  }

  /** An input whose quantiles are text, and codes too, as whoever names the column sees them. */
  #textInput(operator: Operator, index = 0): string {
    const { id, relation } = this.#parent(operator, index);
    return this.#convertedInput(id, relation, (name) => this.#textColumn(id, name));
  }

  /** An input whose quantiles are text. */
  #codedInput(operator: Operator, index: number): string {
    const { id, relation } = this.#parent(operator, index);
    return this.#convertedInput(id, relation, (name) => `s.${quoteName(name)}`);
  }

  #convertedInput(id: OperatorId, relation: Relation, column: (name: string) => string): string {
    const numbers = this.#quantiles.get(id);
    const columns = relation.map(({ name }) => {
      const isNumbers = numbers?.has(name) === true;
      return isNumbers
        ? `${quantilesTextSql(`s.${quoteName(name)}`)} AS ${quoteName(name)}`
        : column(name);
    });
    const isChanged = relation.some(({ name }, at) => columns[at] !== `s.${quoteName(name)}`);
    return isChanged ? `(SELECT ${columns.join(', ')} FROM ${nameOf(id)} AS s)` : nameOf(id);
  }

  #textColumn(id: OperatorId, name: string): string {
    const column = `s.${quoteName(name)}`;
    const isCoded = this.#codes.get(id)?.has(name) === true;
    return isCoded ? `${codedTextSql(column)} AS ${quoteName(name)}` : column;
  }

  #writer(operator: Operator): ExpressionWriter {
    const ordered = this.#requirements.get(operator.id)?.ordered !== false;
    return new ExpressionWriter({ ...this.#options, ordered }, this.#inputColumns(operator, 0));
  }

  #inputColumns(operator: Operator, index: number): InputColumns {
    const { id } = this.#parent(operator, index);
    return {
      size: (name) => this.#sizes.get(id)?.get(name) ?? 1,
      holdsQuantiles: (name) => this.#quantiles.get(id)?.has(name) ?? false,
      codeType: (name) => this.#codes.get(id)?.get(name),
    };
  }

  /** Columns an operator hands on are as below it. */
  #handOn(operator: Operator): void {
    this.#handOnSizes(operator);
    const codes = this.#codes.get(this.#parent(operator, 0).id);
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

  #map(operator: MapOperator): string {
    const numbers = this.#quantiles.get(operator.id);
    const sizes = new Map<string, number>();
    const codes = new Map<string, string>();
    const writer = this.#writer(operator);
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
    return `SELECT ${columns.join(', ')} FROM ${writer.input(this.#input(operator))}`;
  }

  #filter(operator: FilterOperator): string {
    const writer = this.#writer(operator);
    const condition = writer.write(operator.condition).sql;
    this.#handOn(operator);
    return `SELECT ${columnsOf(operator.relation)} FROM ${writer.input(this.#input(operator))} WHERE ${condition}`;
  }

  #aggregate(operator: AggregateOperator): string {
    const writer = this.#writer(operator);
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
    const rows = writer.input(this.#input(operator));
    const input = numbered
      ? `(SELECT s.*, row_number() OVER () AS ${ROW_NUMBER} FROM ${rows}) AS s`
      : rows;
    // Without groups and aggregates one row stands for the whole input.
    if (columns.length === 0) return `SELECT count(*) AS n FROM ${input}`;
    // Groups come from several threads in any order; the same script gives the same order of rows.
    const ordered = groups.length > 0 && this.#requirements.get(operator.id)?.ordered === true;
    const order = ordered ? ` ORDER BY ${groups.map((_, index) => index + 1).join(', ')}` : '';
    return `SELECT ${columns.join(', ')} FROM ${input}${by}${order}`;
  }

  #union(operator: UnionOperator): string {
    const columns = columnsOf(operator.relation);
    const required = this.#requirements.get(operator.id);
    // As in Carnot, whose planner drops a time nobody reads before it looks whether there is one.
    const timed = required?.ordered === true && required.columns.has('time_');
    const branches = operator.parents.map((_, index) => {
      const position = timed
        ? `, ${String(index)} AS "\\branch", row_number() OVER () AS ${ROW_NUMBER}`
        : '';
      return `SELECT ${columns}${position} FROM ${this.#textInput(operator, index)} AS s`;
    });
    const all = branches.join(' UNION ALL ');
    if (!timed) return all;
    // Inputs are merged by time; what comes at the same time keeps the order of the inputs.
    return `SELECT ${columns} FROM (${all}) AS s ORDER BY s."time_", s."\\branch", s.${ROW_NUMBER}`;
  }

  /** Each row of the right side has at most one match, so that rows come in its order anyway. */
  #keepsOrder(operator: JoinOperator): boolean {
    const key = this.#keys.get(this.#parent(operator, 0).id);
    const names = new Set(operator.leftOn.map(({ name }) => name));
    return operator.how === 'inner' && key !== undefined && [...key].every((one) => names.has(one));
  }

  /**
   * The right side is read against a table of the left, so its order is the result's; left rows
   * without a match follow at the end. Unmatched sides get type defaults.
   */
  #join(operator: JoinOperator): string {
    const ordered =
      this.#requirements.get(operator.id)?.ordered === true && !this.#keepsOrder(operator);
    const side = (index: number, alias: string): string => {
      const input = this.#codedInput(operator, index);
      if (!ordered) return `${input} AS ${alias}`;
      return `(SELECT s.*, row_number() OVER () AS ${ROW_NUMBER} FROM ${input} AS s) AS ${alias}`;
    };
    const type = { inner: 'INNER', left: 'RIGHT', right: 'LEFT', outer: 'FULL' }[operator.how];
    const order = ordered ? ` ORDER BY r.${ROW_NUMBER} NULLS LAST, l.${ROW_NUMBER}` : '';
    const columns = this.#joinColumns(operator).join(', ');
    return `SELECT ${columns} FROM ${side(1, 'r')} ${type} JOIN ${side(0, 'l')} ON ${this.#joinCondition(operator)}${order}`;
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
    return this.#codes.get(this.#parent(operator, index).id)?.get(column);
  }
}
