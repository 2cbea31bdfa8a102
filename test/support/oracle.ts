/** Reads the recorded answers of the real compiler. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = join(import.meta.dirname, '..', 'oracle');

export interface OracleError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
export interface OracleColumn {
  readonly name: string;
  readonly type: string;
  readonly semantic_type: string;
}
export interface OracleTable {
  readonly name: string;
  readonly columns: readonly OracleColumn[];
}
export interface OracleExecFunc {
  readonly func_name: string;
  readonly output_table_prefix: string;
  readonly args: readonly { readonly name: string; readonly value: string }[];
}
export interface OracleCase {
  readonly id: string;
  readonly script: string;
  readonly exec_funcs?: readonly OracleExecFunc[];
  readonly ok: boolean;
  readonly errors?: readonly OracleError[];
  readonly status?: string;
  readonly tables?: readonly OracleTable[];
}

export const oraclePath = (name: string): string => join(folder, name);

export function readOracleText(name: string): string {
  const bytes = readFileSync(oraclePath(name));
  return name.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
}

function parseLines(text: string): unknown[] {
  return text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

export function oracleCases(): readonly OracleCase[] {
  const lines = ['handwritten.jsonl', 'generated.jsonl.gz'].flatMap((name) =>
    parseLines(readOracleText(name)),
  );
  return lines as OracleCase[];
}

export const isSyntaxError = ({ message }: OracleError): boolean =>
  /^(SyntaxError|SyntaxWarning|IndentationError): /.test(message);
