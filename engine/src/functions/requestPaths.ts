/**
 * Endpoints from request paths: paths of the same shape are one cluster, whose differing parts
 * become wildcards.
 *
 * @see src/carnot/funcs/builtins/request_path_ops.h in pixie-io/pixie
 */
import { jsonString, readJson } from './jsonText.ts';
import { argSql, sql, type ScalarRule, type ScriptFunction } from './rules.ts';

const ANY = '*';
/** Clusters of paths this similar are merged; single parts never are. */
const MERGE_SCORE = 0.5;
/** A group of at most this many paths keeps them as they are. */
const MAX_MEMBERS = 5;

interface Cluster {
  parts: string[];
  /** The paths seen, until there are too many to list. */
  members: Set<string> | undefined;
}

const script = (name: string): ScalarRule =>
  sql((args) => `px_js_${name}(${argSql(args, 0)}, ${argSql(args, 1)})`);

export const PATH_FUNCTIONS: Readonly<Record<string, ScalarRule>> = {
  _predict_request_path_cluster: script('predict_request_path_cluster'),
  _match_endpoint: script('match_endpoint'),
  _match_regex_rule: sql(
    (args) => `px_js_match_regex_rule(${argSql(args, 0)}, ${argSql(args, 1)})`,
  ),
};

export const PATH_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'build_request_path_clusters',
    parameters: ['STRING'],
    returns: 'STRING',
    call: (paths) => clustersJson(buildClusters(textsOf(String(paths)))),
  },
  {
    name: 'predict_request_path_cluster',
    parameters: ['STRING', 'STRING'],
    returns: 'STRING',
    call: predictor(),
  },
  {
    name: 'match_endpoint',
    parameters: ['STRING', 'STRING'],
    returns: 'BOOLEAN',
    call: (path, template) => matches(partsOf(String(path)), partsOf(String(template))),
  },
  {
    name: 'match_regex_rule',
    parameters: ['STRING', 'STRING'],
    returns: 'STRING',
    call: (rules, text) => firstRule(String(rules), String(text)),
  },
];

function textsOf(json: string): string[] {
  const value = readJson(json);
  if (value?.kind !== 'array') return [];
  return value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
}

/** Parts between slashes, without the query. */
function partsOf(path: string): string[] {
  const [plain = ''] = path.split('?', 1);
  return plain.split('/').slice(plain.startsWith('/') ? 1 : 0);
}

function similarity(left: readonly string[], right: readonly string[]): number {
  if (left.length !== right.length || left.length === 0) return 0;
  const equal = left.filter((part, at) => part === right[at] && part !== ANY).length;
  return equal / left.length;
}

function buildClusters(paths: readonly string[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const path of paths) {
    const parts = partsOf(path);
    const best = bestCluster(parts, clusters);
    if (best === undefined) clusters.push({ parts, members: new Set([path]) });
    else absorb(best, parts, path);
  }
  return clusters;
}

function bestCluster(parts: readonly string[], clusters: readonly Cluster[]): Cluster | undefined {
  let best: Cluster | undefined;
  let bestScore = MERGE_SCORE;
  for (const cluster of clusters) {
    const score = matches(parts, cluster.parts) ? 1 : similarity(parts, cluster.parts);
    if (score > bestScore || (score === bestScore && best === undefined && parts.length > 1)) {
      best = cluster;
      bestScore = score;
    }
  }
  return best;
}

function absorb(cluster: Cluster, parts: readonly string[], path: string): void {
  cluster.parts = cluster.parts.map((part, at) => (part === parts[at] ? part : ANY));
  cluster.members?.add(path);
  if (cluster.members !== undefined && cluster.members.size > MAX_MEMBERS) {
    cluster.members = undefined;
  }
}

function matches(parts: readonly string[], template: readonly string[]): boolean {
  return (
    parts.length === template.length &&
    template.every((part, at) => part === ANY || part === parts[at])
  );
}

function clustersJson(clusters: readonly Cluster[]): string {
  const items = clusters.map(({ parts, members }) => {
    const list = [...(members ?? [])].map(jsonString).join(',');
    return `{"c":[${parts.map(jsonString).join(',')}],"m":[${list}]}`;
  });
  return `[${items.join(',')}]`;
}

function clustersOf(json: string): Cluster[] {
  const value = readJson(json);
  if (value?.kind !== 'array') return [];
  return value.items.flatMap((item) => {
    if (item.kind !== 'object') return [];
    const list = (name: string): string[] => {
      const found = item.members.find(([key]) => key === name)?.[1];
      if (found?.kind !== 'array') return [];
      return found.items.flatMap((part) => (part.kind === 'string' ? [part.value] : []));
    };
    const members = list('m');
    return [{ parts: list('c'), members: members.length === 0 ? undefined : new Set(members) }];
  });
}

/** The clusters of a service come with every one of its paths, so what was read is kept. */
const KEPT_CLUSTERS = 64;

function predictor(): ScriptFunction['call'] {
  const known = new Map<string, readonly Cluster[]>();
  return (path, text) => {
    const json = String(text);
    let clusters = known.get(json);
    if (clusters === undefined) {
      if (known.size >= KEPT_CLUSTERS) known.clear();
      clusters = clustersOf(json);
      known.set(json, clusters);
    }
    return predict(String(path), clusters);
  };
}

/** The template of the best cluster, or the path itself while its cluster lists it. */
function predict(path: string, clusters: readonly Cluster[]): string {
  const parts = partsOf(path);
  const cluster = clusters.find((candidate) => matches(parts, candidate.parts));
  if (cluster === undefined || cluster.members?.has(path) === true) return `/${parts.join('/')}`;
  return `/${cluster.parts.join('/')}`;
}

function firstRule(rules: string, text: string): string {
  const value = readJson(rules);
  if (value?.kind !== 'object') return '';
  for (const [name, pattern] of value.members) {
    if (pattern.kind !== 'string') continue;
    if (new RegExp(`^(?:${pattern.value})$`, 'su').test(text)) return name;
  }
  return '';
}
