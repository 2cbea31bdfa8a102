/** `pxl format`: the usual layout for scripts, in place. */
import { writeFile } from 'node:fs/promises';
import { formatScript, type TextEdit } from '#ide';
import type { AddCommand } from './command.ts';
import { EXIT } from '../outcome/exitCodes.ts';
import { readScriptFile } from '../script/files.ts';
import type { Io } from '../process/io.ts';

const OPTIONS = { indentWidth: 4, useTabs: false };

export const addFormat: AddCommand = (program, { io, exit }) => {
  program
    .command('format')
    .description('give scripts the usual layout; exit code 1 when one cannot be formatted')
    .argument('<files...>', '.pxl files')
    .option('--check', 'change nothing; exit code 1 when a file is not formatted')
    .action(async (files: string[], flags: { readonly check?: boolean }) => {
      exit(await formatFiles(files, flags.check === true, io));
    });
};

/**
 * @param isCheck Only says which files are not formatted.
 * @returns the exit code: 0, 1 when a file cannot be formatted, or is not while checking.
 */
async function formatFiles(
  files: readonly string[],
  isCheck: boolean,
  { write, writeError }: Io,
): Promise<number> {
  const { format } = await import('@wasm-fmt/ruff_fmt');
  let code: number = EXIT.ok;
  for (const file of files) {
    const { text, mark } = await readScriptFile(file);
    const outcome = formatScript(text, OPTIONS, format);
    if (outcome.kind === 'left') {
      writeError(`${file} is left as it is: ${outcome.reason}\n`);
      code = EXIT.failed;
    } else if (outcome.edits.length > 0) {
      if (isCheck) code = EXIT.failed;
      else await writeFile(file, mark + edited(text, outcome.edits));
      await write(`${file} ${isCheck ? 'is not formatted' : 'formatted'}\n`);
    }
  }
  return code;
}

const edited = (text: string, edits: readonly TextEdit[]): string =>
  edits.reduceRight(
    (result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end),
    text,
  );
