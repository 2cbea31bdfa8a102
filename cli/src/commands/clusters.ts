/** `pxl clusters`: lists the clusters that scripts can run on. */
import { openLocalEngine } from '#local';
import type { ClusterInfo } from '#protocol/run';
import { jsonText, visible } from '#rows';
import { listClusters } from './clusterChoice.ts';
import type { AddCommand } from './command.ts';
import { connectionOf, type ConnectionFlags } from '../connection/connection.ts';
import { EXIT_HELP } from '../outcome/exitCodes.ts';
import { UsageError } from '../outcome/errors.ts';
import type { Io } from '../process/io.ts';
import { addConnectionOptions, CONNECTION_HELP, withTimeout } from './options.ts';
import { padded, widthOf } from '../output/width.ts';

interface ClustersFlags extends ConnectionFlags {
  readonly json?: boolean;
  /** Nanoseconds. */
  readonly timeout?: bigint;
}

export const addClusters: AddCommand = (program, { io }) => {
  addConnectionOptions(
    program
      .command('clusters')
      .description('list the clusters of a connection; the local ones without')
      .option('--json', 'print an array of {id, name, status, statusMessage, version, nodes}'),
  )
    .addHelpText('after', CONNECTION_HELP + EXIT_HELP)
    .action(async (flags: ClustersFlags) => {
      const clusters = await clustersOf(flags, io);
      await io.write(flags.json === true ? jsonOf(clusters) : tableOf(clusters));
    });
};

async function clustersOf(flags: ClustersFlags, io: Io): Promise<readonly ClusterInfo[]> {
  const signal = withTimeout(io.signal, flags.timeout);
  const connection = await connectionOf(flags, io.env);
  if (connection?.auth.kind === 'directVizier') {
    throw new UsageError(
      `${connection.address} is a Vizier that is reached directly; only Pixie Cloud lists clusters.`,
    );
  }
  const onNotice = (text: string) => {
    io.writeError(`${text}\n`);
  };
  const runner =
    connection === undefined ? await openLocalEngine() : io.connect(connection, onNotice);
  try {
    return connection === undefined
      ? await runner.listClusters(signal)
      : await listClusters(runner, connection, signal);
  } finally {
    runner.dispose();
  }
}

const jsonOf = (clusters: readonly ClusterInfo[]): string =>
  `[${clusters
    .map(({ id, name, status, statusMessage, vizierVersion, nodeCount }) => {
      const texts = { id, name, status, statusMessage, version: vizierVersion };
      const members = Object.entries(texts).map(([key, text]) => `"${key}":${jsonText(text)}`);
      return `\n {${members.join(',')},"nodes":${String(nodeCount)}}`;
    })
    .join(',')}\n]\n`;

function tableOf(clusters: readonly ClusterInfo[]): string {
  const rows = [
    ['NAME', 'ID', 'STATUS', 'VERSION', 'NODES'],
    ...clusters.map(({ name, id, status, vizierVersion, nodeCount }) =>
      [name, id, status, vizierVersion, String(nodeCount)].map(visible),
    ),
  ];
  const widths = (rows[0] ?? []).map((_, at) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[at] ?? '')), 0),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, false))
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}
