/** Text of unknown origin made safe to look at: one line, nothing hidden, nothing reordered. */

// C0, DEL, C1, zero-width characters, bidirectional controls, line separators, the byte order mark,
// unpaired surrogates. All of them can hide or reorder what surrounds them.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const symbol = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
};

/** Control characters as their symbols (`␊`, `␉`), others that do not show as `⟨U+202E⟩`. */
export const visible = (text: string): string => text.replace(HIDDEN, symbol);

/** As `visible`, but keeps line ends and tabs: for text shown over several lines. */
export const visibleLines = (text: string): string =>
  text.replace(HIDDEN, (character) =>
    character === '\n' || character === '\t' ? character : symbol(character),
  );

/** The first characters with a mark when more follow; never half of a surrogate pair. */
export function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? maxChars - 1 : maxChars;
  return `${text.slice(0, end)}…`;
}
