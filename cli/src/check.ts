/** `pxl check`: problems of scripts without running them. */
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

export async function checkFile(file: string): Promise<readonly CheckRecord[]> {
  const script = await readScript(file);
  const visText = await readSiblingVis(file);
  const { problems, targets } = checkScript(script, visText, {
    catalog: bundledCatalog(),
    nowNs: BigInt(Date.now()) * 1_000_000n,
  });
  const records = problems.map((problem) => recordOf(file, script, problem));
  const { visProblem } = targets;
  return visProblem === undefined ? records : [...records, visRecord(file, visProblem)];
}

function recordOf(file: string, script: string, problem: Problem): CheckRecord {
  const lines = new LineIndex(script);
  const start = lines.compilerPosition(problem.span.start);
  const end = lines.compilerPosition(problem.span.end);
  const { line, column } = problem.compilerPosition ?? start;
  return {
    ...{ file, line, column, endLine: end.line, endColumn: end.column },
    ...{ severity: problem.severity, code: problem.code, message: problem.message },
  };
}

const visRecord = (file: string, message: string): CheckRecord => ({
  ...{ file, line: 1, column: 1, endLine: 1, endColumn: 1 },
  ...{ severity: 'error', code: 'PXL501', message },
});

export const checkLine = ({ file, line, column, severity, code, message }: CheckRecord): string =>
  `${file}:${String(line)}:${String(column)}: ${severity}: ${message} [${code}]`;
