/** What can be said about a script's text before it is run. */
import { MAX_SCRIPT_BYTES } from '#protocol/limits';

/** Why a text is no script; undefined when it may be one. */
export function problemOfScript(text: string): string | undefined {
  if (text.trim() === '') return 'The script is empty. Write a script, then run it.';
  if (text.includes('\0')) return 'This is a binary file, not a PxL script.';
  if (Buffer.byteLength(text) > MAX_SCRIPT_BYTES) {
    return 'The script is larger than 4 MiB, more than a cluster accepts. Shorten it.';
  }
  return undefined;
}

/** Whether running the script changes the cluster: it deploys tracepoints or sets configuration. */
export const isMutation = (text: string): boolean =>
  /^[ \t]*(from[ \t]+pxtrace|import[ \t]+pxtrace|from[ \t]+pxconfig|import[ \t]+pxconfig)\b/m.test(
    text,
  );

/** Position in UTF-16 units of a column counted from 1 in UTF-8 bytes. */
export function characterOf(line: string, column: number): number {
  let bytes = 1;
  let units = 0;
  for (const character of line) {
    if (bytes >= column) break;
    bytes += Buffer.byteLength(character);
    units += character.length;
  }
  return units;
}
