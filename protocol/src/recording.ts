/** A recording's manifest: the file that says what the folder of a recorded cluster holds. */
import * as v from 'valibot';
import { DATA_TYPES, SEMANTIC_TYPE_NUMBERS, type Column, type SemanticType } from '#language';

import { parsedJson } from './shapes.ts';

const FORMAT = 'pxl-recording';
/** Raised when older versions of this program would read a recording wrongly. */
export const FORMAT_VERSION = 1;
export const MANIFEST_FILE = 'manifest.json';

export const REDACTIONS = ['none', 'pii', 'payloads'] as const;
export type Redaction = (typeof REDACTIONS)[number];

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
    /** Its rows were made up. */
    readonly simulated: boolean;
  };
  /** The range of the rows, ns since the epoch; `px.now()` of the recording is its end. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** What was taken out of the rows before they were stored. */
  readonly redaction: Redaction;
  readonly tables: readonly RecordedTable[];
}

/** The text of the file. */
export function manifestText(manifest: Manifest): string {
  const { startNs, endNs, ...rest } = manifest;
  const times = { startNs: String(startNs), endNs: String(endNs) };
  const head = { format: FORMAT, formatVersion: FORMAT_VERSION };
  return `${JSON.stringify({ ...head, ...rest, ...times }, undefined, 2)}\n`;
}

const headShape = v.object({ format: v.literal(FORMAT), formatVersion: v.optional(v.unknown()) });
/** What another version may leave out is empty. */
const text = v.fallback(v.string(), '');
const timeNs = v.pipe(
  v.string(),
  v.regex(/^-?\d+$/),
  v.transform((text) => BigInt(text)),
);
const semanticType = v.custom<SemanticType>(
  (value) => typeof value === 'string' && value in SEMANTIC_TYPE_NUMBERS,
);
const columnShape = v.object({
  name: v.string(),
  dataType: v.picklist(DATA_TYPES),
  semanticType,
  description: v.fallback(v.optional(v.string()), undefined),
});
const tableShape = v.object({
  name: v.string(),
  description: text,
  // A file outside the folder is none of the recording's.
  file: v.pipe(
    v.string(),
    v.regex(/^[\w.-]+(?:\/[\w.-]+)*$/),
    v.check((path) => !path.split('/').includes('..')),
  ),
  rows: v.number(),
  truncated: v.fallback(v.boolean(), false),
  columns: v.array(columnShape),
});
const sourceShape = v.object({
  clusterId: text,
  clusterName: text,
  vizierVersion: text,
  simulated: v.fallback(v.boolean(), false),
});
const UNKNOWN_SOURCE = { clusterId: '', clusterName: '', vizierVersion: '', simulated: false };
const manifestShape = v.object({
  id: v.string(),
  name: v.string(),
  recordedAt: text,
  source: v.fallback(sourceShape, UNKNOWN_SOURCE),
  startNs: timeNs,
  endNs: timeNs,
  redaction: v.fallback(v.picklist(REDACTIONS), 'none'),
  tables: v.array(tableShape),
});

export type ReadManifest =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'damaged' }
  /** Made by a later version of this program. */
  | { readonly kind: 'newer'; readonly formatVersion: number };

/** Reads the text of the file. */
export function readManifestText(json: string): ReadManifest {
  const value = parsedJson(json);
  const head = v.safeParse(headShape, value);
  if (!head.success) return { kind: 'damaged' };
  const { formatVersion } = head.output;
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) {
    return { kind: 'newer', formatVersion };
  }
  const read = v.safeParse(manifestShape, value);
  return read.success ? { kind: 'manifest', manifest: read.output } : { kind: 'damaged' };
}
