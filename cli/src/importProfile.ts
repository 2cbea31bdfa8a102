/** `pxl import-profile`: puts CPU profiles into the local cluster that `pxl serve` runs. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { importProfile } from '#runner';
import { RunFailure } from '#protocol/run';
import { OTEL_VARIABLES } from '#protocol/telemetry';
import { UsageError } from './files.ts';
import type { Io } from './io.ts';

export interface ImportOptions {
  /** As printed by `pxl serve`; from the environment without. */
  readonly otlp: string | undefined;
  readonly key: string | undefined;
}

/** @returns the exit code: 0, 1 when a file is not taken. */
export async function importProfiles(
  files: readonly string[],
  options: ImportOptions,
  io: Io,
): Promise<number> {
  const endpoint = options.otlp ?? process.env[OTEL_VARIABLES.endpoint];
  const headers = process.env[OTEL_VARIABLES.headers] ?? '';
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
      io.write(
        `${file}: ${samples} samples in ${String(stacks)} stacks of service default/${program}${when}\n`,
      );
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      io.writeError(`${error.message}\n${error.error.nextStep}\n`);
      return 1;
    }
  }
  return 0;
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
