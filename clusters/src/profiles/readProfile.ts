/** Reads a CPU profile of any known kind. */
import { readJson, unzipped } from '#proto';
import { isCpuProfile, readCpuProfile } from './cpuProfile.ts';
import { readPprof } from './pprof.ts';
import type { ReadProfile } from './profile.ts';

/** Of a profile, uncompressed. */
const MAX_PROFILE_BYTES = 64 * 2 ** 20;
const GZIP = Buffer.from([0x1f, 0x8b]);
const BRACE = 0x7b;

/**
 * `name` is the file's name, whose first part names the program.
 * @throws TelemetryError when gzip is broken or unpacks to too much.
 */
export async function readProfile(file: Buffer, name: string): Promise<ReadProfile> {
  const bytes = file.subarray(0, 2).equals(GZIP) ? await unzipped(file, MAX_PROFILE_BYTES) : file;
  const program = name.split(/[\\/]/).at(-1)?.split('.')[0] ?? '';
  const named = program === '' ? 'profile' : program;
  const first = bytes.find((byte) => byte > 0x20);
  if (first !== BRACE) return readPprof(bytes, named);
  const json = readJson(bytes.toString('utf8'));
  if (json?.kind !== 'object') return { problem: 'The file begins as JSON but is not.' };
  if (!isCpuProfile(json)) return { problem: 'The JSON file is no .cpuprofile.' };
  return readCpuProfile(json, named);
}
