/** Names of pods, services, namespaces, nodes and containers of the selected cluster, for completion. */
import type { EntityNames, EntityNamesParams } from '#protocol/lsp';
import type { Runner, RunRequest } from '#protocol/run';
import { collectTables } from '#rows';
import type { SelectedCluster } from './clusterRegistry.ts';

type EntityKind = EntityNamesParams['kind'];
type NamesByKind = ReadonlyMap<EntityKind, readonly string[]>;

export interface EntityNamesOptions {
  readonly selected: () => SelectedCluster | undefined;
  /** Whether the cluster can be asked without starting anything. */
  readonly isRunning: (selected: SelectedCluster) => boolean;
  readonly runnerOf: (selected: SelectedCluster) => Promise<Runner>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onFailure: (text: string) => void;
}

const KEEP_MS = 3 * 60_000;
/** A cluster that does not answer is left alone for a while. */
const KEEP_FAILURE_MS = 30_000;
const QUERY_TIMEOUT_MS = 10_000;

const KINDS = ['pod', 'service', 'namespace', 'node', 'container'] as const;

/** Whatever has run lately. More combinations than a table's row limit are left out. */
const SCRIPT = [
  'import px',
  "df = px.DataFrame('process_stats', start_time='-5m')",
  ...KINDS.map((kind) => `df.${kind} = df.ctx['${kind}']`),
  `df = df.groupby([${KINDS.map((kind) => `'${kind}'`).join(', ')}]).agg()`,
  "px.display(df, 'names')",
].join('\n');

interface Entry {
  readonly names: Promise<NamesByKind>;
  keptUntilMs: number;
}

export class EntityNameCache {
  /** By cluster. */
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly options: EntityNamesOptions) {}

  /**
   * Asks the cluster once in a few minutes, for all kinds together. `signal` ends the waiting; the
   * query goes on for whoever asks next.
   */
  async names(kind: EntityKind, signal: AbortSignal): Promise<EntityNames> {
    const selected = this.options.selected();
    if (selected === undefined || !this.options.isRunning(selected)) return { names: [] };
    const { names } = this.entryOf(selected);
    let leave = (): void => undefined;
    const aborted = new Promise<undefined>((resolve) => {
      leave = () => {
        resolve(undefined);
      };
      signal.addEventListener('abort', leave, { once: true });
    });
    const found = await Promise.race([names, aborted]);
    signal.removeEventListener('abort', leave);
    return { names: found?.get(kind) ?? [] };
  }

  private entryOf(selected: SelectedCluster): Entry {
    const { now } = this.options;
    const key = `${selected.connectionId}/${selected.clusterId}`;
    const known = this.entries.get(key);
    if (known !== undefined && known.keptUntilMs > now()) return known;
    const entry: Entry = { names: this.ask(selected), keptUntilMs: now() + KEEP_MS };
    void entry.names.then((names) => {
      if (names.size === 0) entry.keptUntilMs = now() + KEEP_FAILURE_MS;
    });
    this.entries.set(key, entry);
    return entry;
  }

  /** Empty when it fails: completion goes on without. */
  private async ask(selected: SelectedCluster): Promise<NamesByKind> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), QUERY_TIMEOUT_MS);
    try {
      const runner = await this.options.runnerOf(selected);
      return await queryNames(runner, selected.clusterId, abort.signal);
    } catch (error) {
      this.options.onFailure(`names on ${selected.name}: ${String(error)}`);
      return new Map();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** @throws Error when the cluster gives none. */
async function queryNames(
  runner: Runner,
  clusterId: string,
  signal: AbortSignal,
): Promise<NamesByKind> {
  const found = new Map<EntityKind, Set<string>>(KINDS.map((kind) => [kind, new Set()]));
  const request: RunRequest = {
    clusterId,
    script: SCRIPT,
    execFuncs: [],
    mutation: false,
    queryName: 'names for completion',
  };
  for (const { rows } of await collectTables(runner.run(request, signal), signal)) {
    for (const cells of rows) {
      KINDS.forEach((kind, index) => {
        for (const name of namesIn(String(cells[index] ?? ''))) found.get(kind)?.add(name);
      });
    }
  }
  return new Map(KINDS.map((kind) => [kind, [...(found.get(kind) ?? [])].sort()]));
}

/** A pod with several services has them as a JSON array. */
function namesIn(text: string): readonly string[] {
  if (text === '') return [];
  if (!text.startsWith('[')) return [text];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === 'string') : [text];
  } catch {
    // A name that only looks like an array.
    return [text];
  }
}
