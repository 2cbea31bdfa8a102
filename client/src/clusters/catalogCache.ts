/**
 * Which catalog the language server works with: the selected cluster's own where it can be had
 * without starting anything, the bundled one otherwise. A cluster is asked once per version.
 */
import type { CatalogParams } from '#protocol/lsp';
import type { ClusterInfo, Runner } from '#protocol/run';
import { catalogRowsOf, queryCatalog, type CatalogRows } from './catalogQuery.ts';
import type { SelectedCluster } from './clusterRegistry.ts';

export type CatalogState =
  /** `reason`: why the selected cluster's own is not used. */
  | { readonly kind: 'bundled'; readonly reason: string; readonly hasFailed: boolean }
  | { readonly kind: 'loading'; readonly cluster: string }
  | { readonly kind: 'live'; readonly cluster: string; readonly vizierVersion: string };

export interface CatalogCacheOptions {
  readonly selected: () => SelectedCluster | undefined;
  /** Whether the cluster can be asked without starting anything. */
  readonly isRunning: (selected: SelectedCluster) => boolean;
  /** What the connection lists of it. */
  readonly infoOf: (
    selected: SelectedCluster,
    signal: AbortSignal,
  ) => Promise<ClusterInfo | undefined>;
  readonly runnerOf: (selected: SelectedCluster) => Promise<Runner>;
  /** Kept between windows, by file name; not for clusters whose version says nothing. */
  readonly isKept: (selected: SelectedCluster) => boolean;
  readonly files: {
    read(name: string): Promise<string | undefined>;
    write(name: string, text: string): Promise<void>;
  };
  readonly send: (params: CatalogParams) => void;
  readonly onState: (state: CatalogState) => void;
  readonly onFailure: (text: string) => void;
}

interface Kept {
  readonly version: string;
  readonly rows: CatalogRows;
}

const QUERY_TIMEOUT_MS = 20_000;

export class CatalogCache {
  private current: CatalogState = { kind: 'bundled', reason: '', hasFailed: false };
  private readonly kept = new Map<string, Kept>();
  private readonly reported = new Set<string>();
  private asking: { readonly key: string; readonly abort: AbortController } | undefined;
  private sent: CatalogParams = { live: undefined };
  private sentKey = '';
  /** The cluster whose failure stands, until another is selected or `retry`. */
  private failedKey = '';

  /** A file is not good enough: tables may have come without a new version. */
  private asksAnew = false;

  constructor(private readonly options: CatalogCacheOptions) {}

  get state(): CatalogState {
    return this.current;
  }

  /** Sends the last one again, to a server that has just started. */
  resend(): void {
    this.options.send(this.sent);
  }

  /** Asks again: also a cluster that failed, and one whose answer is kept in a file. */
  async retry(): Promise<void> {
    this.failedKey = '';
    this.asksAnew = true;
    this.kept.clear();
    this.sentKey = '';
    await this.update();
  }

  /** To be called when a run went well: whatever was wrong may be over. */
  async retryFailure(): Promise<void> {
    if (this.failedKey !== '') await this.retry();
  }

  /** To be called when the selected cluster or its state may have changed. Never rejects. */
  async update(): Promise<void> {
    const { selected: selectedOf, isRunning } = this.options;
    const selected = selectedOf();
    if (selected === undefined) return this.useBundled('No cluster is selected.', false);
    if (!isRunning(selected)) {
      return this.useBundled(
        `${selected.name} is not running; it starts with the first run.`,
        false,
      );
    }
    const key = `${selected.connectionId}/${selected.clusterId}`;
    if (this.asking?.key === key || this.failedKey === key) return;
    this.asking?.abort.abort();
    const abort = new AbortController();
    const asking = { key, abort };
    this.asking = asking;
    const timer = setTimeout(() => abort.abort(), QUERY_TIMEOUT_MS);
    try {
      await this.ask(selected, key, abort.signal);
      if (this.asking === asking) this.failedKey = '';
    } catch (error) {
      // Another cluster has been selected meanwhile: nobody waits for this one.
      if (this.asking !== asking) return;
      this.fail(selected, key, error);
    } finally {
      clearTimeout(timer);
      if (this.asking === asking) this.asking = undefined;
    }
  }

  dispose(): void {
    this.asking?.abort.abort();
    this.asking = undefined;
  }

  private async ask(selected: SelectedCluster, key: string, signal: AbortSignal): Promise<void> {
    const { infoOf, runnerOf } = this.options;
    const { name, clusterId } = selected;
    const info = await infoOf(selected, signal);
    if (info?.status === 'DISCONNECTED') throw new Error('it is disconnected');
    const version = info?.vizierVersion ?? '';
    const isCurrent = () => this.asking?.key === key && !signal.aborted;
    if (!isCurrent() || this.sentKey === `${key}@${version}`) return;
    this.show({ kind: 'loading', cluster: name });
    let rows = this.kept.get(key)?.version === version ? this.kept.get(key)?.rows : undefined;
    const isKept = version !== '' && this.options.isKept(selected);
    if (isKept && !this.asksAnew) rows ??= await this.fromFile(key, version);
    if (rows === undefined) {
      rows = await queryCatalog(await runnerOf(selected), clusterId, signal);
      if (isKept) await this.keep(key, { version, rows });
    }
    this.kept.set(key, { version, rows });
    if (!isCurrent()) return;
    this.asksAnew = false;
    const suffix = version === '' ? '' : ` (vizier ${version})`;
    this.use({ live: { cluster: `${name}${suffix}`, rows } }, `${key}@${version}`);
    this.show({ kind: 'live', cluster: name, vizierVersion: version });
  }

  private fail({ name }: SelectedCluster, key: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `${name} did not list its tables and functions: ${reason}.`;
    this.failedKey = key;
    if (!this.reported.has(key)) this.options.onFailure(text);
    this.reported.add(key);
    this.useBundled(text, true);
  }

  private useBundled(reason: string, hasFailed: boolean): void {
    if (!hasFailed) this.asking?.abort.abort();
    if (!hasFailed) this.asking = undefined;
    this.use({ live: undefined }, '');
    this.show({ kind: 'bundled', reason, hasFailed });
  }

  private show(state: CatalogState): void {
    this.current = state;
    this.options.onState(state);
  }

  private use(params: CatalogParams, key: string): void {
    if (this.sentKey === key && this.sent.live === params.live) return;
    this.sent = params;
    this.sentKey = key;
    this.options.send(params);
  }

  private async fromFile(key: string, version: string): Promise<CatalogRows | undefined> {
    const text = await this.options.files.read(fileName(key));
    if (text === undefined) return undefined;
    try {
      const kept = Object(JSON.parse(text)) as Record<string, unknown>;
      return kept['version'] === version ? catalogRowsOf(kept['rows']) : undefined;
    } catch {
      // A file that was cut off is as good as none: the cluster is asked.
      return undefined;
    }
  }

  private async keep(key: string, kept: Kept): Promise<void> {
    try {
      await this.options.files.write(fileName(key), JSON.stringify(kept));
    } catch (error) {
      this.options.onFailure(`tables and functions are not kept: ${String(error)}`);
    }
  }
}

const fileName = (key: string): string => `${encodeURIComponent(key)}.json`;
