/** Cells of a table as text for the clipboard or a file. */
import { csvLine, exactText, formatOf, tsvLine } from '#rows';
import type { TableStore } from '../store/tableStore.ts';
import type { RowView } from '../view/rowView.ts';
import type { Slices } from '../view/slices.ts';

export interface CopyRange {
  /** Places in the order shown, both inclusive. */
  readonly fromRow: number;
  readonly toRow: number;
  /** Indexes in the relation, in the order shown. */
  readonly columns: readonly number[];
}

export interface CopyForm {
  readonly separator: 'tab' | 'comma';
  readonly header: boolean;
  /** `shown` is what the cells say; `exact` has whole numbers, ISO times and texts as they came. */
  readonly values: 'shown' | 'exact';
}

export interface CopySource {
  readonly store: TableStore;
  readonly view: Pick<RowView, 'rowAt'>;
}

/** Engines cannot hold much longer texts, and no clipboard takes them. */
const MAX_COPY_CHARS = 200_000_000;
const CHECK_ROWS = 64;
const LINE_END = { tab: '\n', comma: '\r\n' };

/** @returns The text, empty for an empty range; undefined when it is longer than MAX_COPY_CHARS. */
export async function copyText(
  { store, view }: CopySource,
  { fromRow, toRow, columns }: CopyRange,
  { separator, header, values }: CopyForm,
  slices: Slices,
): Promise<string | undefined> {
  const line = separator === 'tab' ? tsvLine : csvLine;
  const parts = columns.flatMap((index) => {
    const column = store.relation[index];
    if (column === undefined) return [];
    const format = formatOf(column);
    const text = (row: number): string => {
      const { value } = store.cell(row, index);
      // What a cell shows is one line; a text's own line ends survive by its quotes.
      return values === 'exact' || (column.dataType === 'STRING' && format(value).text === value)
        ? exactText(value, column)
        : format(value).text;
    };
    return [{ name: column.name, text }];
  });
  const lines = header ? [line(parts.map(({ name }) => name))] : [];
  let chars = 0;
  for (let place = fromRow; place <= toRow; place += 1) {
    if (place % CHECK_ROWS === 0 && slices.isOver) await slices.rest();
    const row = view.rowAt(place);
    const next = line(parts.map(({ text }) => text(row)));
    chars += next.length + LINE_END[separator].length;
    if (chars > MAX_COPY_CHARS) return undefined;
    lines.push(next);
  }
  return lines.join(LINE_END[separator]);
}
