/** Compares our answers with the real compiler's recorded ones. */
import { bundledCatalog, compile, type Catalog } from '#language';
import type { OracleCase, OracleTable } from './oracle.ts';

/** The time the recordings were compiled at. */
const NOW_NS = 1_700_000_300_000_000_000n;

export interface Answer {
  readonly id: string;
  readonly ok: boolean;
  readonly errors: readonly {
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
  readonly status: string;
  readonly tables: readonly OracleTable[];
}

export function answerOf(one: OracleCase, catalog: Catalog): Answer {
  const { script, exec_funcs: funcs = [], id } = one;
  const { problems, status, outputs, plan } = compile({
    script,
    catalog,
    nowNs: NOW_NS,
    execFuncs: funcs.map(({ func_name, output_table_prefix, args }) => ({
      ...{ funcName: func_name, outputTablePrefix: output_table_prefix, args },
    })),
  });
  const errors = problems
    .filter(({ reportedByCompiler }) => reportedByCompiler)
    .flatMap(({ compilerPosition, message }) =>
      compilerPosition === undefined ? [] : [{ ...compilerPosition, message }],
    );
  const ok = plan !== undefined;
  const tables = outputs.map(({ name, relation }) => ({
    name,
    columns: relation.map((column) => ({
      ...{ name: column.name, type: column.dataType, semantic_type: column.semanticType },
    })),
  }));
  return { id, ok, errors, status, tables: ok ? tables : [] };
}

const MEASURES = [
  ...(['accepted/refused', 'line', 'column', 'message', 'status', 'output tables'] as const),
  ...(['column names', 'types', 'semantic types'] as const),
];
export type Measure = (typeof MEASURES)[number];

export interface Difference {
  readonly id: string;
  readonly measure: Measure;
  readonly wanted: string;
  readonly got: string;
}

/** What is compared of one case, and where we differ. */
export function compareCase(
  one: OracleCase,
  answer: Answer,
): ReadonlyMap<Measure, Difference | undefined> {
  const result = new Map<Measure, Difference | undefined>();
  const check = (measure: Measure, wanted: unknown, got: unknown) => {
    const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
    result.set(measure, a === b ? undefined : { id: one.id, measure, wanted: a, got: b });
  };
  check('accepted/refused', one.ok, answer.ok);
  if (one.ok !== answer.ok) return result;
  if (!one.ok) {
    const errors = one.errors ?? [];
    if (errors.length > 0) {
      check(
        'line',
        errors.map(({ line }) => line),
        answer.errors.map(({ line }) => line),
      );
      check(
        'column',
        errors.map(({ column }) => column),
        answer.errors.map(({ column }) => column),
      );
      check(
        'message',
        errors.map(({ message }) => message),
        answer.errors.map(({ message }) => message),
      );
    } else {
      check('message', one.status, answer.status);
    }
    check('status', one.status, answer.status);
    return result;
  }
  const tables = [...(one.tables ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ours = [...answer.tables].sort((a, b) => (a.name < b.name ? -1 : 1));
  check(
    'output tables',
    tables.map(({ name }) => name),
    ours.map(({ name }) => name),
  );
  const columns = (list: readonly OracleTable[], key: 'name' | 'type' | 'semantic_type') =>
    list.map((table) => table.columns.map((column) => column[key]));
  check('column names', columns(tables, 'name'), columns(ours, 'name'));
  check('types', columns(tables, 'type'), columns(ours, 'type'));
  check('semantic types', columns(tables, 'semantic_type'), columns(ours, 'semantic_type'));
  return result;
}

export interface Score {
  readonly counts: ReadonlyMap<Measure, { readonly same: number; readonly total: number }>;
  readonly differences: readonly Difference[];
}

export function score(cases: readonly OracleCase[]): Score {
  const catalog = bundledCatalog();
  const counts = new Map<Measure, { same: number; total: number }>(
    MEASURES.map((measure) => [measure, { same: 0, total: 0 }]),
  );
  const differences: Difference[] = [];
  for (const one of cases) {
    for (const [measure, difference] of compareCase(one, answerOf(one, catalog))) {
      const count = counts.get(measure);
      if (count === undefined) continue;
      count.total += 1;
      if (difference === undefined) count.same += 1;
      else differences.push(difference);
    }
  }
  return { counts, differences };
}
