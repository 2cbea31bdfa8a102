/** The lineage of a script's columns, asked by the script's own terms. */
import type { Catalog } from '../../catalog/catalog.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { ExecutedFunction, ScriptLineage } from '../../analysis/analysis.ts';
import type { IrOp } from '../ir/ir.ts';
import { columnLineage } from './lineage.ts';
import type { ColumnOrigins } from '../../analysis/columnOrigins.ts';
import type { Value } from '../values/values.ts';

export interface TracedScript {
  readonly catalog: Catalog;
  readonly ops: readonly IrOp[];
  readonly valueOf: (node: Expression) => Value | undefined;
  /** What a function returns with sample arguments. */
  readonly resultOf: (functionName: string) => Value | undefined;
  readonly execFuncs: readonly ExecutedFunction[];
}

export function scriptLineage(script: TracedScript): ScriptLineage {
  const lineage = columnLineage(script.ops, script.catalog);
  const columnsOf = (value: Value | undefined): readonly ColumnOrigins[] => {
    if (value === undefined) return [];
    if (value.kind === 'list' || value.kind === 'tuple') return value.items.flatMap(columnsOf);
    return value.kind === 'frame' || value.kind === 'ctx' ? [lineage.originsOf(value.op)] : [];
  };
  return {
    uses: lineage.uses,
    links: lineage.links,
    columnSets: lineage.columnSets,
    columnsOf: (node) => columnsOf(script.valueOf(node))[0],
    columnsOfResult: (name) => {
      const prefixes = script.execFuncs
        .filter(({ funcName }) => funcName === name)
        .map(({ outputTablePrefix }) => outputTablePrefix);
      const sinks = script.ops.filter(
        (op) => op.kind === 'sink' && prefixes.some((prefix) => isResult(op.name, prefix)),
      );
      return [...columnsOf(script.resultOf(name)), ...sinks.map((op) => lineage.originsOf(op))];
    },
  };
}

/** Whether a sink shows what a function gave: one table, or one of several. */
const isResult = (sink: string, prefix: string): boolean =>
  sink === prefix || (sink.startsWith(`${prefix}[`) && /^\[\d+\]$/.test(sink.slice(prefix.length)));

/** Whether a DataFrame has a column of another one that it was made from. */
export function hasColumnOf(
  {
    own,
    other,
    column,
  }: { readonly own: Expression; readonly other: Expression; readonly column: string },
  script: Pick<TracedScript, 'valueOf'> & { readonly lineage: () => ScriptLineage },
): boolean {
  const [a, b] = [script.valueOf(own), script.valueOf(other)];
  if (a?.kind !== 'frame' || b?.kind !== 'frame' || !descends(a.op, b.op)) return false;
  const lineage = script.lineage();
  const [mine = [], theirs = []] = [lineage.columnsOf(own), lineage.columnsOf(other)].map(
    (columns) => columns?.get(column),
  );
  // A merge's suffixes rename a column; it stays the same one.
  return mine.some((origin) =>
    [origin, ...(origin.suffixed?.base ?? [])].some((one) => theirs.includes(one)),
  );
}

/** Whether an operator was made from another one. */
function descends(op: IrOp, from: IrOp): boolean {
  const seen = new Set<IrOp>();
  const pending = [op];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (one === from) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    pending.push(...one.parents);
  }
  return false;
}
