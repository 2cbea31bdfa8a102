/** The examples as one script, and a line as it is typed into it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'examples');

export function examples(): readonly string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.pxl'))
    .sort()
    .map((path) => readFileSync(join(FOLDER, path), 'utf8'));
}

/** The examples, one behind the other until there are enough lines, each with names of its own. */
export function exampleScript(lineCount: number): string {
  const lines: string[] = [];
  for (let copy = 1; lines.length < lineCount; copy += 1) {
    examples().forEach((text, index) => {
      lines.push(...withOwnNames(text, `_${String(copy)}_${String(index)}`).split('\n'));
    });
  }
  return `${lines.slice(0, lineCount).join('\n')}\n`;
}

/** Functions, constants and displayed tables are called like nothing else in the script. */
function withOwnNames(text: string, suffix: string): string {
  const names = [...text.matchAll(/^(?:def )?(\w+)(?=\(| = )/gm)].map(([, name = '']) => name);
  const owned = names.reduce(
    (all, name) =>
      all.replace(new RegExp(String.raw`(?<![\w.'])${name}\b(?!=)`, 'g'), name + suffix),
    text,
  );
  return owned.replace(/^(px\.display\(.*, '\w+)'\)$/gm, `$1${suffix}')`);
}

/** A line's place in the middle of a script, inside of a function that is displayed. */
export function middleLine(text: string): number {
  const lines = text.split('\n');
  return lines.findIndex((one, index) => index > lines.length / 2 && /^ {4}df\.\w+ = /.test(one));
}

/** What is typed into it, never twice the same. */
export const typedLine = (round: number): string =>
  `df.share_${String(round)} = px.floor(${String(round)} / 1024)`;
