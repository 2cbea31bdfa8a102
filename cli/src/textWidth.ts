/** How many columns of a terminal a text takes. */
import widthOfAny from 'string-width';

/** One column a character; nearly all cells are of this kind, and the tables of Unicode are slow. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export const stringWidth = (text: string): number =>
  PRINTABLE_ASCII.test(text) ? text.length : widthOfAny(text);
