/** `pxl record`: stores tables of a cluster in a folder. */
import { record, type Redaction } from '#engine';
import { bundledCatalog, compile } from '#language';
import { runError } from '#protocol/errors';
import { RunFailure } from '#protocol/run';
import { chooseCluster, type ClusterChoice } from './clusterChoice.ts';
import { readScript, readSiblingVis } from './files.ts';
import { execFuncsOf, type Io } from './run.ts';

export interface RecordCommand extends ClusterChoice {
  readonly out: string;
  readonly tables: readonly string[];
  /** Scripts whose tables are recorded. */
  readonly scripts: readonly string[];
  readonly lengthNs: bigint;
  readonly maxRows: number;
  readonly redaction: Redaction;
  readonly name?: string | undefined;
}

/** @returns the exit code: 0, or 130 when cancelled. @throws RunFailure; UsageError. */
export async function recordCluster(command: RecordCommand, io: Io): Promise<number> {
  const onNotice = (text: string) => {
    io.writeError(`${text}\n`);
  };
  try {
    const read = await tablesOfScripts(command);
    const named = new Set([...command.tables, ...read.tables]);
    const { runner, clusterId, engine } = await chooseCluster(command, { keep: true, onNotice });
    try {
      const manifest = await record(
        {
          runner,
          clusterId,
          folder: command.out,
          name: command.name,
          maxRows: command.maxRows,
          redaction: command.redaction,
          tables: named.size === 0 ? undefined : [...named],
          lengthNs: read.lengthNs > command.lengthNs ? read.lengthNs : command.lengthNs,
          metadata: engine?.metadataOf(clusterId),
          onProgress: (text) => {
            io.write(`${text}\n`);
          },
        },
        io.signal,
      );
      io.write(`Recorded ${String(manifest.tables.length)} tables in ${command.out}\n`);
      return 0;
    } finally {
      runner.dispose();
    }
  } catch (error) {
    if (io.signal.aborted) {
      io.writeError('Cancelled; nothing was recorded.\n');
      return 130;
    }
    throw error;
  }
}

/** Tables the scripts read, and how far back the first of them begins. */
async function tablesOfScripts({
  scripts,
}: RecordCommand): Promise<{ readonly tables: readonly string[]; readonly lengthNs: bigint }> {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const tables = new Set<string>();
  let lengthNs = 0n;
  for (const file of scripts) {
    const script = await readScript(file);
    const options = { func: undefined, args: {}, nowNs };
    const execFuncs = execFuncsOf(file, script, await readSiblingVis(file), options);
    const { plan, status } = compile({ script, execFuncs, catalog: bundledCatalog(), nowNs });
    if (plan === undefined) {
      throw new RunFailure(
        runError(
          'compile',
          `${file}: ${status}`,
          'Correct the script, or name tables with --table.',
        ),
      );
    }
    for (const operator of plan.operators) {
      if (operator.kind !== 'memorySource') continue;
      tables.add(operator.table);
      const back = nowNs - (operator.startNs ?? nowNs);
      if (back > lengthNs) lengthNs = back;
    }
  }
  return { tables: [...tables], lengthNs };
}
