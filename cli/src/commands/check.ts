/** `pxl check`: problems of scripts without running them. */
import { dirname, join } from 'node:path';
import { checkScript } from '#ide';
import {
  bundledCatalog,
  LineIndex,
  shownMessage,
  type Problem,
  type RelatedPlace,
} from '#language';
import { visibleLines } from '#rows';
import type { AddCommand } from './command.ts';
import { EXIT } from '../outcome/exitCodes.ts';
import { readScript, readSiblingVis } from '../script/files.ts';

export interface CheckRecord extends Extent {
  readonly file: string;
  readonly severity: Problem['severity'];
  readonly code: string;
  readonly message: string;
  /** Places it has to do with, in the script or its vis.json. */
  readonly related: readonly RelatedRecord[];
}

export interface RelatedRecord extends Extent {
  readonly file: string;
  readonly message: string;
}

/** From 1, in the bytes the real compiler counts. */
interface Extent {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export const addCheck: AddCommand = (program, { io, exit }) => {
  program
    .command('check')
    .description('report problems without running; exit code 1 when there are errors')
    .argument('<files...>', '.pxl files')
    .option('--json', 'print an array of problems; positions count from 1 as the compiler does')
    .action(async (files: string[], flags: { readonly json?: boolean }) => {
      const records: CheckRecord[] = [];
      for (const file of files) records.push(...(await checkFile(file)));
      const lines = records.flatMap(checkLines).map((line) => `${visibleLines(line)}\n`);
      await io.write(
        flags.json === true ? `${JSON.stringify(records, undefined, 1)}\n` : lines.join(''),
      );
      exit(records.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.ok);
    });
};

/** The script's problems, then those of the vis.json beside it. */
async function checkFile(file: string): Promise<readonly CheckRecord[]> {
  const script = await readScript(file);
  const visText = await readSiblingVis(file);
  const { problems, vis } = checkScript(script, visText, {
    catalog: bundledCatalog(),
    nowNs: BigInt(Date.now()) * 1_000_000n,
  });
  const texts: Texts = {
    script: { file, lines: new LineIndex(script) },
    vis: { file: join(dirname(file), 'vis.json'), lines: new LineIndex(vis?.text ?? '') },
  };
  return [
    ...problems.map((problem) => recordOf('script', texts, problem)),
    ...(vis?.problems ?? []).map((problem) => recordOf('vis', texts, problem)),
  ];
}

type Texts = Readonly<
  Record<RelatedPlace['file'], { readonly file: string; readonly lines: LineIndex }>
>;
type Told = Pick<
  Problem,
  'code' | 'severity' | 'message' | 'onceCalled' | 'span' | 'compilerPosition' | 'related'
>;

function recordOf(text: keyof Texts, texts: Texts, problem: Told): CheckRecord {
  const { file, lines } = texts[text];
  const { code, severity, span, compilerPosition, related = [] } = problem;
  return {
    file,
    ...extentOf(lines, span),
    ...compilerPosition,
    severity,
    code,
    message: shownMessage(problem),
    related: related.map((one) => {
      const other = texts[one.file];
      return { file: other.file, ...extentOf(other.lines, one.span), message: one.message };
    }),
  };
}

function extentOf(lines: LineIndex, span: Problem['span']): Extent {
  const { line, column } = lines.compilerPosition(span.start);
  const end = lines.compilerPosition(span.end);
  return { line, column, endLine: end.line, endColumn: end.column };
}

/** One line for the problem, and one for each place it has to do with. */
function checkLines(record: CheckRecord): readonly string[] {
  const { severity, message, code, related } = record;
  return [
    `${placeText(record)}: ${severity}: ${message} [${code}]`,
    ...related.map((one) => `${placeText(one)}: note: ${one.message}`),
  ];
}

const placeText = ({ file, line, column }: RelatedRecord): string =>
  `${file}:${String(line)}:${String(column)}`;
