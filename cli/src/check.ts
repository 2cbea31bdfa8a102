/** `pxl check`: problems of scripts without running them. */
import { dirname, join } from 'node:path';
import { bundledCatalog, checkScript, LineIndex, type Problem } from '#language';
import { readScript, readSiblingVis } from './files.ts';

export interface CheckRecord {
  readonly file: string;
  /** As the real compiler reports them, from 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Problem['severity'];
  readonly code: string;
  readonly message: string;
}

/** The script's problems, then those of the vis.json beside it. */
export async function checkFile(file: string): Promise<readonly CheckRecord[]> {
  const script = await readScript(file);
  const visText = await readSiblingVis(file);
  const { problems, vis } = checkScript(script, visText, {
    catalog: bundledCatalog(),
    nowNs: BigInt(Date.now()) * 1_000_000n,
  });
  const visFile = join(dirname(file), 'vis.json');
  return [
    ...problems.map((problem) => recordOf(file, script, problem)),
    ...(vis?.problems ?? []).map((problem) => recordOf(visFile, vis?.text ?? '', problem)),
  ];
}

type Told = Pick<Problem, 'code' | 'severity' | 'message' | 'span' | 'compilerPosition'>;

function recordOf(file: string, text: string, problem: Told): CheckRecord {
  const lines = new LineIndex(text);
  const start = lines.compilerPosition(problem.span.start);
  const end = lines.compilerPosition(problem.span.end);
  const { line, column } = problem.compilerPosition ?? start;
  return {
    ...{ file, line, column, endLine: end.line, endColumn: end.column },
    ...{ severity: problem.severity, code: problem.code, message: problem.message },
  };
}

export const checkLine = ({ file, line, column, severity, code, message }: CheckRecord): string =>
  `${file}:${String(line)}:${String(column)}: ${severity}: ${message} [${code}]`;
