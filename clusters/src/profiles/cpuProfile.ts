/**
 * V8's CPU profiles, as `node --cpu-prof` and DevTools write them (.cpuprofile).
 *
 * @see Chrome DevTools Protocol, Profiler.Profile
 */
import type { Json } from '#proto';
import { foldedStacks, frameText, type ReadProfile } from './profile.ts';

interface Node {
  readonly name: string;
  readonly parent: bigint | undefined;
}

type JsonObject = Extract<Json, { kind: 'object' }>;

/** Names of V8's own that stand for no code; samples in them are waiting, not work. */
const IDLE = new Set(['(idle)']);
const ROOT = '(root)';

/** Whether a JSON object looks like such a profile. */
export const isCpuProfile = (json: JsonObject): boolean =>
  member(json, 'nodes')?.kind === 'array' && member(json, 'samples') !== undefined;

/** The profile has no time of day: its times count from the start of the process. */
export function readCpuProfile(json: JsonObject, program: string): ReadProfile {
  const nodes = nodesOf(json);
  const samples = member(json, 'samples');
  if (nodes === undefined || samples?.kind !== 'array') {
    return { problem: 'The profile has no nodes with IDs or no samples.' };
  }
  const paths = new Map<bigint, string>();
  const path = (id: bigint): string | undefined => {
    const known = paths.get(id);
    if (known !== undefined) return known;
    const names: string[] = [];
    const seen = new Set<bigint>();
    for (let at: bigint | undefined = id; at !== undefined && !seen.has(at);) {
      seen.add(at);
      const node: Node | undefined = nodes.get(at);
      if (node === undefined) return undefined;
      if (node.name !== ROOT) names.push(node.name);
      at = node.parent;
    }
    const text = names.toReversed().join(';');
    paths.set(id, text);
    return text;
  };
  const stacks = samples.items.flatMap((sample) => {
    const stack = sample.kind === 'integer' ? path(sample.value) : undefined;
    return stack === undefined || stack === '' || IDLE.has(stack) ? [] : [{ stack, count: 1n }];
  });
  const durationUs = wholeOf(member(json, 'endTime')) - wholeOf(member(json, 'startTime'));
  return {
    profile: {
      program,
      timeNs: undefined,
      stacks: foldedStacks(stacks),
      durationNs: durationUs * 1000n,
    },
  };
}

/** Nodes with their parents, which they name themselves or are named children by. */
function nodesOf(json: JsonObject): ReadonlyMap<bigint, Node> | undefined {
  const list = member(json, 'nodes');
  if (list?.kind !== 'array') return undefined;
  const parents = new Map<bigint, bigint>();
  const names = new Map<bigint, string>();
  for (const item of list.items) {
    const id = item.kind === 'object' ? member(item, 'id') : undefined;
    if (item.kind !== 'object' || id?.kind !== 'integer') return undefined;
    names.set(id.value, nameOf(member(item, 'callFrame')));
    const parent = member(item, 'parent');
    if (parent?.kind === 'integer') parents.set(id.value, parent.value);
    const children = member(item, 'children');
    for (const child of children?.kind === 'array' ? children.items : []) {
      if (child.kind === 'integer') parents.set(child.value, id.value);
    }
  }
  return new Map([...names].map(([id, name]) => [id, { name, parent: parents.get(id) }]));
}

function nameOf(frame: Json | undefined): string {
  if (frame?.kind !== 'object') return frameText('');
  const name = textOf(member(frame, 'functionName'));
  const file = textOf(member(frame, 'url')).split('/').at(-1) ?? '';
  const line = wholeOf(member(frame, 'lineNumber')) + 1n;
  if (name !== '' && file === '') return frameText(name);
  return frameText(`${name === '' ? '(anonymous)' : name} ${file}:${String(line)}`);
}

function member(json: JsonObject, name: string): Json | undefined {
  return json.members.find(([key]) => key === name)?.[1];
}

const textOf = (json: Json | undefined): string => (json?.kind === 'string' ? json.value : '');
function wholeOf(json: Json | undefined): bigint {
  if (json?.kind === 'integer') return json.value;
  return json?.kind === 'double' && Number.isFinite(json.value)
    ? BigInt(Math.trunc(json.value))
    : 0n;
}
