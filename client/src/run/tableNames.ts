/** Names of a cluster's tables. */
import { cellOf } from '#protocol/cells';
import { RunFailure, type Runner } from '#protocol/run';

const SCRIPT = "import px\npx.display(px.GetTables(), 'tables')\n";

/** In alphabetical order. @throws RunFailure */
export async function tableNames(
  runner: Runner,
  clusterId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  const request = {
    clusterId,
    script: SCRIPT,
    execFuncs: [],
    queryName: 'tables',
    mutation: false,
  };
  for await (const event of runner.run(request, signal)) {
    if (event.kind === 'failed') throw new RunFailure(event.error);
    const column = event.kind === 'batch' ? event.batch.columns[0] : undefined;
    if (event.kind !== 'batch' || column === undefined) continue;
    for (let row = 0; row < event.batch.rowCount; row += 1) names.push(String(cellOf(column, row)));
  }
  return names.sort();
}
