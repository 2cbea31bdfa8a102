/** How each function is computed, read off its rule in functionTable.ts. */
import type { DataType, FunctionInfo } from '#language';
import { aggregateRule, MACROS, scalarRule } from './functionTable.ts';
import type { AggregateRule, RuleContext, ScalarRule, SqlArg } from './rules.ts';

/**
 * `sql`: an expression of the database; `guarded`: one with cases where the database would answer
 * otherwise or fail; `script`: TypeScript, whose answers are remembered, as values repeat; `lookup`: joined to
 * facts about the cluster; `refused`: not on a local cluster.
 */
export type FunctionMethod = 'sql' | 'guarded' | 'script' | 'lookup' | 'refused';

/** The most costly method of its overloads. */
export function methodOf(info: FunctionInfo): FunctionMethod {
  const rule = info.kind === 'uda' ? aggregateRule(info.name) : scalarRule(info.name);
  if (rule?.kind !== 'sql') return 'refused';
  const found = info.overloads.map((overload) => methodOfCall(info, rule, overload));
  return METHODS.find((method) => found.includes(method)) ?? 'sql';
}

const METHODS = ['lookup', 'script', 'guarded', 'sql'] as const;

/** Why a function is refused, or where its answer can differ. */
export function remarkOn({ name, kind }: Pick<FunctionInfo, 'name' | 'kind'>): string | undefined {
  const rule = kind === 'uda' ? aggregateRule(name) : scalarRule(name);
  return rule?.kind === 'sql' ? rule.differs : rule?.reason;
}

/** Can stand for a pattern as well as for rules of patterns. */
const LITERAL = '{"a":"b"}';

function methodOfCall(
  { kind }: FunctionInfo,
  rule: Extract<ScalarRule | AggregateRule, { kind: 'sql' }>,
  { args, initArgCount }: FunctionInfo['overloads'][number],
): FunctionMethod {
  const lookedUp: string[] = [];
  const context: RuleContext = {
    ...EMPTY_CLUSTER,
    lookup: (_, keySql, column) => {
      lookedUp.push(column);
      return keySql;
    },
  };
  const written = args.map((dataType: DataType, at): SqlArg => ({
    sql: `x${String(at)}`,
    dataType,
    literal: at < initArgCount ? LITERAL : undefined,
  }));
  const text = withMacros(
    kind === 'uda'
      ? (rule as Extract<AggregateRule, { kind: 'sql' }>).sql(written, [])
      : (rule as Extract<ScalarRule, { kind: 'sql' }>).sql(written, context),
  );
  if (lookedUp.length > 0) return 'lookup';
  if (text.includes('px_js_')) return 'script';
  return /\bCASE\b|\bcoalesce\(|\bpx_[a-z0-9_]+\(/u.test(text) ? 'guarded' : 'sql';
}

const MACRO_BODIES: ReadonlyMap<string, string> = new Map(
  MACROS.map((macro) => [macro.slice(0, macro.indexOf('(')), macro]),
);

/** The text with the bodies of the macros it calls, and of those these call. */
function withMacros(text: string): string {
  const seen = new Set<string>();
  const add = (part: string): string =>
    part +
    [...part.matchAll(/\bpx_[a-z0-9_]+(?=\()/gu)]
      .map(([name]) => {
        if (seen.has(name)) return '';
        seen.add(name);
        return add(MACRO_BODIES.get(name) ?? '');
      })
      .join('\n');
  return add(text);
}

const EMPTY_CLUSTER: Omit<RuleContext, 'lookup'> = {
  metadata: {
    asid: 0,
    hostname: '',
    cpuCount: 1,
    podCidrs: [],
    serviceCidr: '',
    namespaces: [],
    nodes: [],
    pods: [],
    containers: [],
    services: [],
    replicaSets: [],
    deployments: [],
    processes: [],
  },
  cluster: { id: '', name: '' },
  invalidPatterns: new Map(),
};
