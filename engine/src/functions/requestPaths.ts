/**
 * Endpoints from request paths: paths of the same shape are one cluster, whose differing parts
 * become wildcards.
 *
 * @see src/carnot/funcs/builtins/request_path_ops.h in pixie-io/pixie
 */
import { jsonString, readJson, type Json } from '#proto';
import type { ScriptFunction } from '../store/scriptFunctions.ts';
import { argSql, differing, sql, type ScalarRule } from './rules.ts';

const ANY = '*';
/** A path this similar to a cluster joins it. */
const MERGE_SIMILARITY = 0.5;
/** A cluster of at most this many paths keeps them as they are. */
const MAX_MEMBERS = 5;

interface Cluster {
  /** What the paths have in common. */
  readonly parts: string[];
  /** The paths seen, by their text; none once there were too many to list. */
  readonly members: Map<string, readonly string[]>;
}

const script = (name: string): ScalarRule =>
  sql((args) => `px_js_${name}(${argSql(args, 0)}, ${argSql(args, 1)})`);

export const PATH_FUNCTIONS: Readonly<Record<string, ScalarRule>> = {
  _predict_request_path_cluster: differing(
    'by the clusters of each row, where a cluster keeps to those of the first row it sees',
    script('predict_request_path_cluster'),
  ),
  _match_endpoint: script('match_endpoint'),
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
];

function textsOf(json: string): string[] {
  const value = readJson(json);
  if (value?.kind !== 'array') return [];
  return value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
}

/** Parts between slashes, without the query. */
function partsOf(path: string): string[] {
  const [plain = ''] = path.split('?', 1);
  return plain.replace(/^\//u, '').split('/');
}

const textOf = (parts: readonly string[]): string => `/${parts.join('/')}`;

/** The share of equal parts; a wildcard equals nothing. */
function similarity(left: readonly string[], right: readonly string[]): number {
  const equal = left.filter((part, at) => part === right[at] && part !== ANY).length;
  return equal / left.length;
}

/** The most similar cluster of the same length, if it has a part in common at all. */
function closest(
  parts: readonly string[],
  clusters: readonly Cluster[],
): { readonly cluster: Cluster; readonly score: number } | undefined {
  let best: { readonly cluster: Cluster; readonly score: number } | undefined;
  for (const cluster of clusters) {
    if (cluster.parts.length !== parts.length) continue;
    const score = similarity(cluster.parts, parts);
    if (score > (best?.score ?? 0)) best = { cluster, score };
  }
  return best;
}

function buildClusters(paths: readonly string[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const path of paths) {
    const parts = partsOf(path);
    const best = closest(parts, clusters);
    if (best === undefined || best.score < MERGE_SIMILARITY) {
      clusters.push({ parts: [...parts], members: new Map([[textOf(parts), parts]]) });
    } else absorb(best.cluster, parts);
  }
  return clusters;
}

function absorb(cluster: Cluster, parts: readonly string[]): void {
  for (const [at, part] of parts.entries()) if (cluster.parts[at] !== part) cluster.parts[at] = ANY;
  // One that has no members any more never gets them again.
  if (cluster.members.size === 0) return;
  cluster.members.set(textOf(parts), parts);
  if (cluster.members.size > MAX_MEMBERS) cluster.members.clear();
}

function matches(parts: readonly string[], template: readonly string[]): boolean {
  return (
    parts.length === template.length &&
    template.every((part, at) => part === ANY || part === parts[at])
  );
}

const partsJson = (parts: readonly string[]): string => `[${parts.map(jsonString).join(',')}]`;

function clustersJson(clusters: readonly Cluster[]): string {
  const items = clusters.map(({ parts, members }) => {
    const list = [...members.values()].map(partsJson).join(',');
    return `{"c":${partsJson(parts)},"m":[${list}]}`;
  });
  return `[${items.join(',')}]`;
}

/** The clusters, or what is wrong with the text. */
function clustersOf(json: string): readonly Cluster[] | string {
  const value = readJson(json);
  if (value === undefined) return 'RequestPathClustering::FromJSON: invalid json';
  if (value.kind !== 'array') return 'RequestPathClustering::FromJSON: expected array';
  const clusters: Cluster[] = [];
  for (const item of value.items) {
    const cluster = clusterOf(item);
    if (typeof cluster === 'string') return cluster;
    clusters.push(cluster);
  }
  return clusters;
}

function clusterOf(item: Json): Cluster | string {
  if (item.kind !== 'object') {
    return 'RequestPathCluster::FromJSON outer json must be object with centroid and member keys';
  }
  const valueOf = (name: string) => item.members.find(([key]) => key === name)?.[1];
  const parts = pathOf(valueOf('c'));
  if (typeof parts === 'string') return parts;
  const list = valueOf('m');
  if (list?.kind !== 'array') return 'RequestPathCluster::FromJSON members key must be array';
  const members: Cluster['members'] = new Map();
  for (const one of list.items) {
    const path = pathOf(one);
    if (typeof path === 'string') return path;
    members.set(textOf(path), path);
  }
  return { parts, members };
}

const NO_PATH = 'RequestPath::FromJSON: expected array of path components, ';

function pathOf(value: Json | undefined): string[] | string {
  if (value?.kind !== 'array') return `${NO_PATH}didn't receive array`;
  const parts = value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
  if (parts.length === value.items.length) return parts;
  return `${NO_PATH}received non string path component`;
}

/** The clusters of a service come with every one of its paths, so what was read is kept. */
const KEPT_CLUSTERS = 64;

function predictor(): ScriptFunction['call'] {
  const known = new Map<string, readonly Cluster[] | string>();
  return (path, text) => {
    const json = String(text);
    let clusters = known.get(json);
    if (clusters === undefined) {
      if (known.size >= KEPT_CLUSTERS) known.clear();
      clusters = clustersOf(json);
      known.set(json, clusters);
    }
    return typeof clusters === 'string' ? clusters : predict(partsOf(String(path)), clusters);
  };
}

/** The template of the closest cluster, or the path itself while its cluster lists it. */
function predict(parts: readonly string[], clusters: readonly Cluster[]): string {
  const best = closest(parts, clusters)?.cluster;
  const path = textOf(parts);
  return best === undefined || best.members.has(path) ? path : textOf(best.parts);
}
