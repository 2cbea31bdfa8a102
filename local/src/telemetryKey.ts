/**
 * The key of the OTLP receiver. Services have it in their environment, so it stays the same when the
 * local cluster is started again.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Holds the key where no file is named. */
const TELEMETRY_KEY_VARIABLE = 'PXL_TELEMETRY_KEY';
const KEY_FILE = 'telemetry.key';
/** What a header and a list of headers in a variable can both carry. */
const KEY = /^[A-Za-z0-9._~+/-]{16,}$/;

export const newKey = (): string => randomBytes(24).toString('hex');

export interface TelemetryKeyOptions {
  /** A file that holds the key and nothing else. */
  readonly file: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Where the key of this machine is stored when neither gives one. */
  readonly stateFolder: string;
  /** Called when the key cannot be stored: then it is another one with every start. */
  readonly onNotice: (text: string) => void;
}

/** @throws Error when a key that was given cannot be used. */
export function telemetryKey({ file, env, stateFolder, onNotice }: TelemetryKeyOptions): string {
  if (file !== undefined) return usable(readFileSync(file, 'utf8').trim(), file);
  const given = env[TELEMETRY_KEY_VARIABLE];
  if (given !== undefined && given !== '') return usable(given, TELEMETRY_KEY_VARIABLE);
  const path = join(stateFolder, KEY_FILE);
  try {
    return storedKey(stateFolder, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onNotice(`The telemetry key cannot be stored, so it changes with the next start: ${reason}`);
    return newKey();
  }
}

/**
 * The key that the local cluster of this machine asks for, where it can be known: undefined when it
 * was never started. @throws Error when the key cannot be used.
 */
export function knownTelemetryKey(env: NodeJS.ProcessEnv, stateFolder: string): string | undefined {
  const given = env[TELEMETRY_KEY_VARIABLE];
  return given !== undefined && given !== ''
    ? usable(given, TELEMETRY_KEY_VARIABLE)
    : keyIn(join(stateFolder, KEY_FILE));
}

function storedKey(stateFolder: string, path: string): string {
  const known = keyIn(path);
  if (known !== undefined) return known;
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, `${newKey()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link appears whole or not at all, and never replaces the key of a process that was faster.
    linkSync(own, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return usable(readFileSync(path, 'utf8').trim(), path);
}

/** Undefined when there is no file. */
function keyIn(path: string): string | undefined {
  try {
    return usable(readFileSync(path, 'utf8').trim(), path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function usable(key: string, source: string): string {
  if (KEY.test(key)) return key;
  throw new Error(
    `${source} holds no telemetry key: use at least 16 letters, digits or . _ ~ + / - characters.`,
  );
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
