/** A cluster's own catalog, enriched by what the bundled one knows: descriptions, semantic types. */
import type { Catalog, FunctionInfo, Overload, TableInfo, UdtfInfo } from './catalog.ts';
import type { LiveCatalog, LiveColumn, LiveFunction, LiveUdtf } from './live.ts';
import type { Column, Relation } from './types.ts';

/**
 * Everything either of them has; where they differ, the cluster's types hold. `lacking` says what
 * the cluster does not have. A kind of thing of which the cluster lists nothing at all was not told.
 *
 * @param cluster How the cluster is called in messages.
 */
export function mergeCatalog(bundled: Catalog, live: LiveCatalog, cluster: string): Catalog {
  const tables = new Map(bundled.tables);
  const columns = new Map<string, ReadonlySet<string>>();
  for (const [name, relation] of live.tables) {
    const known = bundled.tables.get(name);
    tables.set(name, mergeTable(name, relation, known));
    const has = new Set(relation.map((one) => one.name));
    const gone = known?.relation.filter((one) => !has.has(one.name)).map((one) => one.name) ?? [];
    if (gone.length > 0) columns.set(name, new Set(gone));
  }
  const functions = new Map(bundled.functions);
  for (const [name, info] of live.functions) {
    functions.set(name, mergeFunction(info, bundled.functions.get(name)));
  }
  const udtfs = new Map(bundled.udtfs);
  for (const [name, info] of live.udtfs) udtfs.set(name, mergeUdtf(info, bundled.udtfs.get(name)));
  return {
    tables,
    functions,
    udtfs,
    lacking: {
      cluster,
      columns,
      tables: lackingNames(bundled.tables, live.tables),
      functions: lackingNames(bundled.functions, live.functions),
      udtfs: lackingNames(bundled.udtfs, live.udtfs),
    },
  };
}

/** Names with a leading underscore are hidden from the lists. */
function lackingNames(
  bundled: ReadonlyMap<string, unknown>,
  live: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  if (live.size === 0) return new Set();
  return new Set([...bundled.keys()].filter((name) => !live.has(name) && !name.startsWith('_')));
}

function mergeRelation(live: readonly LiveColumn[], known: Relation): readonly Column[] {
  return live.map(({ name, dataType, description }) => {
    const same = known.find((one) => one.name === name && one.dataType === dataType);
    if (same !== undefined) return same;
    const text = description === '' ? undefined : description;
    return { name, dataType, semanticType: 'ST_NONE', description: text };
  });
}

/** Columns that only the bundled table has come last: a script that names them is told so. */
function mergeTable(
  name: string,
  relation: readonly LiveColumn[],
  known: TableInfo | undefined,
): TableInfo {
  const own = mergeRelation(relation, known?.relation ?? []);
  const names = new Set(own.map((one) => one.name));
  const others = known?.relation.filter((one) => !names.has(one.name)) ?? [];
  return { name, description: known?.description ?? '', relation: [...own, ...others] };
}

const sameTypes = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

function mergeFunction(live: LiveFunction, known: FunctionInfo | undefined): FunctionInfo {
  const isSame = (one: Overload, { args }: LiveFunction['overloads'][number]) =>
    sameTypes(one.args.slice(one.initArgCount), args);
  const overloads = (known?.overloads ?? []).map((one) => {
    const told = live.overloads.find((other) => isSame(one, other));
    return told === undefined || told.returns === one.returns
      ? one
      : { ...one, returns: told.returns };
  });
  const added = live.overloads
    .filter((one) => !overloads.some((other) => isSame(other, one)))
    .map(({ args, returns }): Overload => ({ args, initArgCount: 0, returns }));
  if (known !== undefined) return { ...known, overloads: [...overloads, ...added] };
  return {
    name: live.name,
    kind: live.kind,
    description: '',
    overloads: added,
    argNames: [],
    semanticRules: [],
    alwaysSemanticType: undefined,
    inherits: [],
    inheritArgs: undefined,
    executor: 'all',
    example: undefined,
  };
}

function mergeUdtf(live: LiveUdtf, known: UdtfInfo | undefined): UdtfInfo {
  const args = live.args.map(({ name, dataType, semanticType, description }) => {
    const same = known?.args.find((one) => one.name === name && one.dataType === dataType);
    return {
      name,
      dataType,
      description: description === '' ? (same?.description ?? '') : description,
      semanticType: semanticType ?? same?.semanticType ?? ('ST_NONE' as const),
      ...(same === undefined
        ? { defaultValue: undefined, mayHaveDefault: true as const }
        : { defaultValue: same.defaultValue }),
    };
  });
  const relation = mergeRelation(live.columns, known?.relation ?? []);
  return { name: live.name, description: known?.description ?? '', args, relation };
}
