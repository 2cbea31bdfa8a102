/** How much room text takes in a terminal. */
import stringWidth from 'string-width';
import { cut } from '#rows';

const MAX_CELL_WIDTH = 60;
/** Looking for characters in more than this takes long and changes nothing that is seen. */
const MAX_CELL_UNITS = 10 * MAX_CELL_WIDTH;

/** Columns of the terminal. Most cells are plain ASCII, which needs no look at each character. */
export const widthOf = (text: string): number =>
  /^[\u0020-\u007e]*$/.test(text) ? text.length : stringWidth(text);

/** At most 60 columns; the mark shows that more follows. Graphemes are not cut in two. */
export function shortened(text: string): string {
  const start = cut(text, MAX_CELL_UNITS);
  if (start === text && widthOf(text) <= MAX_CELL_WIDTH) return text;
  let shown = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(start)) {
    width += widthOf(segment);
    if (width >= MAX_CELL_WIDTH) break;
    shown += segment;
  }
  return `${shown}…`;
}

export const padded = (text: string, width: number, isRight: boolean): string => {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isRight ? gap + text : text + gap;
};
