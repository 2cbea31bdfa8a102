/**
 * What is known about the processes and senders behind stored rows. It is stored beside them, so
 * that `df.ctx` of old rows still answers after a restart.
 */
import type { Relation } from '#language';
import { type Clock, type ProcessMetadata, quoteName, type Store } from '#engine';
import type { KnownSender, RestoredSender } from '../otlp/otlpResources.ts';
import { textIn } from '../otlp/otlpValues.ts';
import type { ContainerName } from './containerNames.ts';
import type { HostTables } from './hostTables.ts';

/** Not part of the catalog: scripts do not see it. */
export const KNOWN_TABLE = 'px_known_objects';
const text = (name: string) => ({ name, dataType: 'STRING', semanticType: 'ST_NONE' }) as const;
export const KNOWN_RELATION: Relation = [
  { name: 'time_', dataType: 'TIME64NS', semanticType: 'ST_TIME_NS' },
  text('kind'),
  text('key'),
  text('fact'),
];

export interface KnownObject {
  readonly kind: 'process' | 'sender' | 'container';
  readonly key: string;
  /** JSON; an equal one need not be stored again. */
  readonly fact: string;
}

/** A process as stored. */
export const processFact = ({ upid, ...process }: ProcessMetadata): KnownObject => ({
  kind: 'process',
  key: String(upid),
  fact: JSON.stringify(process, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  ),
});

/** The process of a stored fact. */
export function processOf({ key, fact }: KnownObject): ProcessMetadata {
  const { cmdline, containerUid, podUid, startNs, stopNs } = JSON.parse(fact) as Record<
    'cmdline' | 'containerUid' | 'podUid' | 'startNs' | 'stopNs',
    string
  >;
  return {
    upid: BigInt(key),
    cmdline,
    containerUid,
    podUid,
    startNs: BigInt(startNs),
    stopNs: BigInt(stopNs),
  };
}

/** A sender as stored: its resource's attributes as text, its UPID and when it was first seen. */
export const senderFact = ({ resource, process: { upid, startNs } }: KnownSender): KnownObject => ({
  kind: 'sender',
  key: String(upid),
  fact: JSON.stringify({
    startNs: String(startNs),
    attributes: [...resource.keys()].map((name) => [name, textIn(resource, name)]),
  }),
});

/** The sender of a stored fact. */
export function senderOf({ key, fact }: KnownObject): RestoredSender {
  const { startNs, attributes } = JSON.parse(fact) as {
    readonly startNs: string;
    readonly attributes: readonly (readonly [string, string])[];
  };
  return { upid: BigInt(key), startNs: BigInt(startNs), resource: new Map(attributes) };
}

/** A container's name as stored. */
export const containerFact = ([key, name]: readonly [string, ContainerName]): KnownObject => ({
  kind: 'container',
  key,
  fact: JSON.stringify(name),
});

/** The name of a stored fact. */
export const containerOf = ({ key, fact }: KnownObject): readonly [string, ContainerName] => [
  key,
  JSON.parse(fact) as ContainerName,
];

/** Slices go with the hour, so what is still true is stored again each hour. */
const AGAIN_NS = 3_600_000_000_000n;

export interface KnownObjectsOptions {
  readonly clock: Clock;
  readonly schema: string;
  readonly tables: HostTables;
}

export class KnownObjects {
  readonly #options: KnownObjectsOptions;
  readonly #stored = new Map<string, { readonly fact: string; readonly timeNs: bigint }>();

  constructor(options: KnownObjectsOptions) {
    this.#options = options;
  }

  /** The last fact about each object, with the time it was stored, ns since the epoch. */
  async load(store: Store): Promise<readonly (KnownObject & { readonly timeNs: bigint })[]> {
    const { schema, tables } = this.#options;
    await tables.open(store);
    const rows = await store.all(
      `SELECT kind, key, last(fact ORDER BY time_) AS fact, max(time_) AS time
       FROM ${quoteName(schema)}.${quoteName(KNOWN_TABLE)} GROUP BY kind, key ORDER BY time`,
    );
    return rows.map(({ kind, key, fact, time }) => ({
      kind: kind === 'sender' || kind === 'container' ? kind : 'process',
      key: String(key),
      fact: String(fact),
      timeNs: typeof time === 'bigint' ? time : 0n,
    }));
  }

  /** Stores what is new. */
  async remember(store: Store, objects: readonly KnownObject[]): Promise<void> {
    const now = this.#options.clock.now();
    const news = objects.filter(({ kind, key, fact }) => {
      const before = this.#stored.get(`${kind} ${key}`);
      return before?.fact !== fact || now - before.timeNs >= AGAIN_NS;
    });
    for (const [name, { timeNs }] of this.#stored) {
      if (now - timeNs >= 2n * AGAIN_NS) this.#stored.delete(name);
    }
    for (const { kind, key, fact } of news) {
      this.#stored.set(`${kind} ${key}`, { fact, timeNs: now });
    }
    const rows = news.map(({ kind, key, fact }) => [now, kind, key, fact]);
    await this.#options.tables.append(store, KNOWN_TABLE, rows);
  }
}
