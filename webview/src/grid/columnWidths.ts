/** Columns begin as wide as their first cells. */

const PADDING_PX = 20;
/** Room for the sort mark beside a header. */
const HEADER_PADDING_PX = 34;
const MAX_WIDTH_PX = 420;

export interface Fonts {
  /** CSS fonts, such as `12px monospace`. */
  readonly cell: string;
  readonly header: string;
}

export interface WidthTexts {
  readonly header: string;
  readonly cells: readonly string[];
}

/** @returns undefined when the page cannot measure text. */
export function columnWidths(
  columns: readonly WidthTexts[],
  { cell, header }: Fonts,
): readonly number[] | undefined {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return undefined;
  const width = (text: string, font: string) => {
    context.font = font;
    return context.measureText(text).width;
  };
  return columns.map(({ header: name, cells }) => {
    const widest = Math.max(0, ...cells.map((text) => width(text, cell) + PADDING_PX));
    const title = width(name, header) + HEADER_PADDING_PX;
    return Math.ceil(Math.max(title, Math.min(MAX_WIDTH_PX, widest)));
  });
}
