/** The cluster a call means: one rule for every method that names one. */
import { unknownLocalCluster } from '#protocol/localCluster';
import { RunFailure, type Runner } from '#protocol/run';

/** What clients send that know only one Vizier and call it without a cloud. */
const NO_CLUSTER = new Set(['', 'localhost', '00000000-0000-0000-0000-000000000000']);

/** The ID of the cluster that a call means by what it names. @throws RunFailure when there is none. */
export type ChooseCluster = (wanted: string, signal: AbortSignal) => Promise<string>;

/**
 * The ID as the runner knows it, whatever its letters' case. Callers that name no cluster get
 * `defaultId`, without it the first. @throws RunFailure when there is no such cluster.
 */
export async function chosenCluster(
  runner: Runner,
  { wanted, defaultId }: { readonly wanted: string; readonly defaultId: string | undefined },
  signal: AbortSignal,
): Promise<string> {
  const ids = (await runner.listClusters(signal)).map(({ id }) => id);
  const given = wanted.toLowerCase();
  const id = NO_CLUSTER.has(given)
    ? (defaultId ?? ids[0])
    : ids.find((one) => one.toLowerCase() === given);
  if (id === undefined) throw new RunFailure(unknownLocalCluster(wanted));
  return id;
}
