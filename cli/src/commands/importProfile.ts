/** `pxl import-profile`: puts CPU profiles into the local cluster that `pxl serve` runs. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { defaultStateFolder, knownTelemetryKey } from '#local';
import { importProfile } from '#runner';
import { RunFailure } from '#protocol/run';
import { KEY_HEADER, OTEL_VARIABLES, OTLP_PORT, type TelemetryEndpoint } from '#protocol/telemetry';
import type { AddCommand } from './command.ts';
import { EXIT } from '../outcome/exitCodes.ts';
import { UsageError } from '../outcome/errors.ts';
import type { Io } from '../process/io.ts';

interface ImportFlags {
  /** As printed by `pxl serve`; from the environment or of this machine without. */
  readonly otlp?: string;
}

const DEFAULT_ENDPOINT = `http://127.0.0.1:${String(OTLP_PORT)}`;
const KEY_HELP = `
The key comes from ${OTEL_VARIABLES.headers}; without, it is the one stored on this machine by
"pxl serve", which is sent to this machine alone.
`;

export const addImportProfile: AddCommand = (program, { io, exit }) => {
  program
    .command('import-profile')
    .description(
      'put CPU profiles into stack_traces.beta of this machine, as "pxl serve" serves it',
    )
    .argument('<files...>', '.cpuprofile files, or profiles in the format of pprof')
    .option('--otlp <url>', `${OTEL_VARIABLES.endpoint} or ${DEFAULT_ENDPOINT} by default`)
    .addHelpText('after', KEY_HELP)
    .action(async (files: string[], flags: ImportFlags) => {
      exit(await importProfiles(files, flags, io));
    });
};

/** @returns the exit code: 0, 1 when a file is not taken. */
async function importProfiles(
  files: readonly string[],
  options: ImportFlags,
  io: Io,
): Promise<number> {
  const target = telemetryTarget(options, io.env);
  for (const file of files) {
    const bytes = await profileBytes(file);
    try {
      const { program, samples, stacks, timeNs } = await importProfile(
        target,
        { name: basename(file), bytes },
        io.signal,
      );
      const when = timeNs === null ? '' : `, recorded at ${timeNs} ns`;
      await io.write(
        `${file}: ${samples} samples in ${String(stacks)} stacks of service default/${program}${when}\n`,
      );
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      io.writeError(`${error.message}\n${error.error.nextStep}\n`);
      return EXIT.failed;
    }
  }
  return EXIT.ok;
}

/** @throws UsageError where no key is known. */
function telemetryTarget({ otlp }: ImportFlags, env: Io['env']): TelemetryEndpoint {
  const endpoint = (otlp ?? env[OTEL_VARIABLES.endpoint] ?? DEFAULT_ENDPOINT).replace(/\/$/, '');
  const header = new RegExp(`(?:^|,)\\s*${KEY_HEADER}=([^,]*)`);
  const given = header.exec(env[OTEL_VARIABLES.headers] ?? '')?.[1];
  const isHere = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(endpoint);
  const apiKey =
    given ??
    (isHere ? knownTelemetryKey(env, defaultStateFolder(process.platform, env)) : undefined);
  if (apiKey !== undefined) return { endpoint, apiKey };
  throw new UsageError(
    `There is no key for ${endpoint}. Start "pxl serve", or set ${OTEL_VARIABLES.headers} to ${KEY_HEADER}=KEY.`,
  );
}

/** @throws UsageError */
export async function profileBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be read: ${reason}`);
  }
}
