/** `pxl check`: problems of scripts without running them. */
import {
  analyze,
  bundledCatalog,
  fillTarget,
  LineIndex,
  runTargets,
  type Problem,
} from '#language';
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
  const catalog = bundledCatalog();
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const first = analyze({ script, catalog, nowNs });
  const { targets, variables, visProblem } = runTargets(first.tree, visText);
  const [whole] = targets;
  const filled = whole === undefined ? undefined : fillTarget(whole, variables, {});
  // With arguments for everything the functions are checked as they would be run.
  const runnable =
    filled !== undefined && filled.execFuncs.length > 0 && filled.missing.length === 0;
  const { problems } = runnable
    ? analyze({ script, catalog, nowNs, execFuncs: filled.execFuncs })
    : first;
  const withoutOutput = (problem: Problem) =>
    runnable || first.functions.length === 0 || problem.code !== 'PXL214';
  const records = problems.filter(withoutOutput).map((problem) => recordOf(file, script, problem));
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
