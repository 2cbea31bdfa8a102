/** `pxl explain`: what a problem means. */
import { problemText } from '#ide';
import type { AddCommand } from './command.ts';
import { UsageError } from '../outcome/errors.ts';

export const addExplain: AddCommand = (program, { io }) => {
  program
    .command('explain')
    .description('show what a problem means and what to do about it')
    .argument('<codes...>', 'codes or names, such as PXL202')
    .action(async (codes: string[]) => {
      for (const code of codes) {
        const text = problemText(code);
        if (text === undefined) throw new UsageError(`There is no problem '${code}'.`);
        await io.write(`${text}\n\n`);
      }
    });
};
