/**
 * Tracepoints asked of a local cluster. None can be deployed: each is remembered as failed, with the
 * reason, as Vizier remembers those whose deployment failed.
 *
 * @see pixie-io/pixie src/vizier/services/query_broker/controllers/mutation_executor.go
 */
import { randomUUID } from 'node:crypto';
import type { Mutation } from '#language';
import { runError } from '#protocol/errors';
import { RunFailure, type MutationState } from '#protocol/run';

export interface Tracepoint {
  /** A dashed UUID. */
  readonly id: string;
  readonly name: string;
  readonly tableName: string;
}

export const TRACEPOINT_REASON =
  'Tracepoints need the eBPF probes of a real Pixie cluster; a local cluster has none.';
const CONFIG_REASON =
  'Agent settings need the agents of a real Pixie cluster; a local one has none.';

/** The tracepoints of one engine, by cluster and name. */
export class Tracepoints {
  readonly #byCluster = new Map<string, Map<string, Tracepoint>>();

  of(clusterId: string): readonly Tracepoint[] {
    return [...(this.#byCluster.get(clusterId)?.values() ?? [])];
  }

  /**
   * Does what can be done. @returns the states of the script's own tracepoints, and why the script
   * cannot go on; undefined when it can.
   */
  apply(
    clusterId: string,
    mutations: readonly Mutation[],
  ): { readonly states: readonly MutationState[]; readonly failure: RunFailure | undefined } {
    const known = this.#byCluster.get(clusterId) ?? new Map<string, Tracepoint>();
    this.#byCluster.set(clusterId, known);
    const problems = new Set<string>();
    const made = new Map<string, string>();
    for (const mutation of mutations) {
      switch (mutation.kind) {
        case 'upsertTracepoint': {
          const { name, tableName } = mutation;
          const id = known.get(name)?.id ?? randomUUID();
          known.set(name, { id, name, tableName });
          made.set(name, id);
          problems.add(TRACEPOINT_REASON);
          break;
        }
        case 'deleteTracepoint':
          made.delete(mutation.name);
          if (!known.delete(mutation.name)) {
            problems.add(`There is no tracepoint '${mutation.name}' to delete.`);
          }
          break;
        case 'setAgentConfig':
          problems.add(CONFIG_REASON);
      }
    }
    return {
      states: [...made].map(([name, id]) => ({ id, name, state: 'FAILED' as const })),
      failure: problems.size === 0 ? undefined : failureOf([...problems].join(' ')),
    };
  }
}

const failureOf = (message: string): RunFailure =>
  new RunFailure(runError('cluster', message, 'Run the script on a Pixie cluster.'));
