/** The format of a recording: a folder with a manifest and Parquet files. README.md in it tells others. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DATA_TYPES,
  SEMANTIC_TYPE_NUMBERS,
  type Column,
  type DataType,
  type SemanticType,
} from '#language';
import { runError } from '#protocol/errors';
import { RunFailure } from '#protocol/run';

const FORMAT = 'pxl-recording';
/** Raised when older versions of this program would read a recording wrongly. */
export const FORMAT_VERSION = 1;
export const MANIFEST_FILE = 'manifest.json';

export interface RecordedTable {
  readonly name: string;
  readonly description: string;
  /** Path in the folder, with `/`. */
  readonly file: string;
  readonly rows: number;
  /** The limit of rows was reached: later rows are missing. */
  readonly truncated: boolean;
  readonly columns: readonly Column[];
}

export interface Manifest {
  readonly id: string;
  readonly name: string;
  /** When it was made, ISO 8601. */
  readonly recordedAt: string;
  readonly source: {
    readonly clusterId: string;
    readonly clusterName: string;
    readonly vizierVersion: string;
  };
  /** The range of the rows, ns since the epoch; `px.now()` of the recording is its end. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** What was taken out of the rows before they were stored. */
  readonly redaction: Redaction;
  readonly tables: readonly RecordedTable[];
}

export const REDACTIONS = ['none', 'pii', 'payloads'] as const;
export type Redaction = (typeof REDACTIONS)[number];

export function manifestText(manifest: Manifest): string {
  const { startNs, endNs, ...rest } = manifest;
  const times = { startNs: String(startNs), endNs: String(endNs) };
  const head = { format: FORMAT, formatVersion: FORMAT_VERSION };
  return `${JSON.stringify({ ...head, ...rest, ...times }, undefined, 2)}\n`;
}

/** Something about a recording's files, for the user. */
export function recordingFailure(folder: string, what: string, nextStep: string): RunFailure {
  const message = `The recording ${folder} ${what}.`;
  return new RunFailure(runError('cluster', message, nextStep));
}

const AGAIN = 'Copy the recording again, or make it anew with "pxl record".';

/** @throws RunFailure when the folder holds no recording, a newer one, or a damaged manifest. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const step = 'Name the folder that "pxl record --out" wrote.';
    throw recordingFailure(folder, `cannot be read: it has no ${MANIFEST_FILE}`, step);
  }
  const fields = objectOf(parsed(text));
  if (fields === undefined || fields['format'] !== FORMAT) {
    throw recordingFailure(folder, `cannot be read: its ${MANIFEST_FILE} is damaged`, AGAIN);
  }
  const version = fields['formatVersion'];
  if (typeof version === 'number' && version > FORMAT_VERSION) {
    throw recordingFailure(
      folder,
      `has format version ${String(version)}; this program reads up to ${String(FORMAT_VERSION)}`,
      'Update PxL, then open it again.',
    );
  }
  const manifest = manifestOf(fields);
  if (manifest === undefined) {
    throw recordingFailure(folder, `cannot be read: its ${MANIFEST_FILE} is damaged`, AGAIN);
  }
  return manifest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Undefined when something that cannot be done without is missing or wrong. */
function manifestOf(fields: Fields): Manifest | undefined {
  const { id, name, startNs, endNs, tables } = fields;
  const source = objectOf(fields['source']) ?? {};
  const times = [startNs, endNs].every((time) => typeof time === 'string' && /^-?\d+$/.test(time));
  if (typeof id !== 'string' || typeof name !== 'string' || !times || !Array.isArray(tables)) {
    return undefined;
  }
  const found = tables.map(tableOf);
  if (found.some((table) => table === undefined)) return undefined;
  return {
    id,
    name,
    recordedAt: textOf(fields['recordedAt']),
    source: {
      clusterId: textOf(source['clusterId']),
      clusterName: textOf(source['clusterName']),
      vizierVersion: textOf(source['vizierVersion']),
    },
    startNs: BigInt(textOf(startNs)),
    endNs: BigInt(textOf(endNs)),
    redaction: REDACTIONS.find((one) => one === fields['redaction']) ?? 'none',
    tables: found.filter((table) => table !== undefined),
  };
}

function tableOf(value: unknown): RecordedTable | undefined {
  const { name, description, file, rows, truncated, columns } = objectOf(value) ?? {};
  if (typeof name !== 'string' || typeof file !== 'string' || typeof rows !== 'number') {
    return undefined;
  }
  // A file outside the folder is none of the recording's.
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(file) || file.split('/').includes('..')) return undefined;
  const found = Array.isArray(columns) ? columns.map(columnOf) : [undefined];
  if (found.some((column) => column === undefined)) return undefined;
  return {
    name,
    file,
    rows,
    description: textOf(description),
    truncated: truncated === true,
    columns: found.filter((column) => column !== undefined),
  };
}

function columnOf(value: unknown): Column | undefined {
  const { name, dataType, semanticType, description } = objectOf(value) ?? {};
  if (typeof name !== 'string' || !isDataType(dataType) || !isSemanticType(semanticType)) {
    return undefined;
  }
  return {
    name,
    dataType,
    semanticType,
    ...(typeof description === 'string' ? { description } : {}),
  };
}

const isDataType = (value: unknown): value is DataType => DATA_TYPES.some((one) => one === value);
const isSemanticType = (value: unknown): value is SemanticType =>
  typeof value === 'string' && value in SEMANTIC_TYPE_NUMBERS;
