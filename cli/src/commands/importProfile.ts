/** `pxl import-profile`: puts CPU profiles into the local cluster that `pxl serve` runs. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { importProfile } from '#runner';
import { RunFailure } from '#protocol/run';
import { OTEL_VARIABLES } from '#protocol/telemetry';
import type { AddCommand } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';

interface ImportFlags {
  /** As printed by `pxl serve`; from the environment without. */
  readonly otlp?: string;
  readonly key?: string;
}

export const addImportProfile: AddCommand = (program, { io, exit }) => {
  program
    .command('import-profile')
    .description(
      'put CPU profiles into stack_traces.beta of this machine, as "pxl serve" serves it',
    )
    .argument('<files...>', '.cpuprofile files, or profiles in the format of pprof')
    .option('--otlp <url>', 'the OTLP endpoint; OTEL_EXPORTER_OTLP_ENDPOINT by default')
    .option('--key <key>', 'the API key; from OTEL_EXPORTER_OTLP_HEADERS by default')
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
  const endpoint = options.otlp ?? io.env[OTEL_VARIABLES.endpoint];
  const headers = io.env[OTEL_VARIABLES.headers] ?? '';
  const apiKey = options.key ?? /(?:^|,)\s*pixie-api-key=([^,]*)/.exec(headers)?.[1];
  if (endpoint === undefined || apiKey === undefined) {
    throw new UsageError(
      'Give --otlp and --key as "pxl serve" prints them, or set OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.',
    );
  }
  for (const file of files) {
    const bytes = await profileBytes(file);
    try {
      const target = { endpoint: endpoint.replace(/\/$/, ''), apiKey };
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

/** @throws UsageError */
export async function profileBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be read: ${reason}`);
  }
}
