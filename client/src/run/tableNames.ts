/** Names of a cluster's tables. */
import type { Runner } from '#protocol/run';
import { collectTables } from '#rows';

const SCRIPT = "import px\npx.display(px.GetTables(), 'tables')\n";

/** In alphabetical order. @throws RunFailure; AbortError */
export async function tableNames(
  runner: Runner,
  clusterId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const request = {
    clusterId,
    script: SCRIPT,
    execFuncs: [],
    queryName: 'tables',
    mutation: false,
  };
  const tables = await collectTables(runner.run(request, signal), signal);
  return tables.flatMap(({ rows }) => rows.map(([name = '']) => String(name))).sort();
}
