/** Markdown of texts that may say anything: column names come from scripts and clusters. */

/** A text as itself, whatever Markdown would make of it. */
export const plain = (text: string): string =>
  text.replace(/[\\`*_{}[\]()<>#+\-.!|~&$]/g, '\\$&').replace(/\s+/g, ' ');

/** A text between back quotes, more of them than it has itself. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** As `code`, in a cell of a table. */
export const codeCell = (text: string): string => code(text).replace(/\|/g, '\\|');

/** A block of PxL, which cannot end early. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}pxl\n${text}\n${fence}`;
}
