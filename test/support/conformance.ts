/** Compares our answers with the real compiler's recorded ones. */
import { readFileSync } from 'node:fs';
import { bundledCatalog, compile, type Catalog } from '#language';
import { oraclePath, type OracleCase, type OracleTable } from './oracle.ts';

/** The time the recordings were compiled at. */
export const NOW_NS = 1_700_000_300_000_000_000n;

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
      funcName: func_name,
      outputTablePrefix: output_table_prefix,
      args,
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
      name: column.name,
      type: column.dataType,
      semantic_type: column.semanticType,
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
function compareCase(
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
      for (const measure of ['line', 'column', 'message'] as const) {
        check(
          measure,
          errors.map((error) => error[measure]),
          answer.errors.map((error) => error[measure]),
        );
      }
    } else {
      check('message', one.status, answer.status);
    }
    check('status', one.status, answer.status);
    return result;
  }
  const byName = (list: readonly OracleTable[] = []) =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
  const [tables, ours] = [byName(one.tables), byName(answer.tables)];
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

export function score(
  pairs: Iterable<{ readonly one: OracleCase; readonly answer: Answer }>,
): Score {
  const counts = new Map<Measure, { same: number; total: number }>(
    MEASURES.map((measure) => [measure, { same: 0, total: 0 }]),
  );
  const differences: Difference[] = [];
  for (const { one, answer } of pairs) {
    for (const [measure, difference] of compareCase(one, answer)) {
      const count = counts.get(measure);
      if (count === undefined) continue;
      count.total += 1;
      if (difference === undefined) count.same += 1;
      else differences.push(difference);
    }
  }
  return { counts, differences };
}

export function answered(
  cases: readonly OracleCase[],
): readonly { readonly one: OracleCase; readonly answer: Answer }[] {
  const catalog = bundledCatalog();
  return cases.map((one) => ({ one, answer: answerOf(one, catalog) }));
}

/** Differences that stay, and why. */
export interface KnownDifference {
  readonly ids: readonly string[];
  readonly measures: readonly Measure[];
  readonly reason: string;
}

export const knownDifferences = (): readonly KnownDifference[] =>
  JSON.parse(readFileSync(oraclePath('differences.json'), 'utf8')) as readonly KnownDifference[];

export const reasonFor = (
  { id, measure }: Difference,
  known: readonly KnownDifference[],
): string | undefined =>
  known.find(({ ids, measures }) => ids.includes(id) && measures.includes(measure))?.reason;
