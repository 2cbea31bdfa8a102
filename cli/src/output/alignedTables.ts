/** Tables for people: aligned columns, values as the results panel shows them. */
import { countOf, formatOf, isNumeric, uniqueNames, visible, type CellFormat } from '#rows';
import type { Formatter, NamedTable } from './formatter.ts';
import { padded, shortened, widthOf } from './width.ts';

interface HeldTable {
  readonly table: NamedTable;
  readonly formats: readonly CellFormat[];
  readonly rows: (readonly string[])[];
}

/** Tables are shown whole, because the widths of columns depend on all rows. */
export function alignedTables(): Formatter {
  const held = new Map<number, HeldTable>();
  return {
    start: (table) => {
      const formats = table.relation.map((column) => formatOf(column, 'utc'));
      held.set(table.index, { table, formats, rows: [] });
      return '';
    },
    row: ({ index }, cells) => {
      const one = held.get(index);
      one?.rows.push(
        one.formats.map((format, at) => {
          const cell = cells[at];
          return cell === undefined ? '' : shortened(format(cell).text);
        }),
      );
      return '';
    },
    flush: () => {
      const text = [...held.values()].map(textOf).join('');
      held.clear();
      return text;
    },
    end: () => '',
  };
}

function textOf({ table: { name, relation }, rows }: HeldTable): string {
  const header = uniqueNames(relation.map((column) => column.name)).map(visible);
  const widths = header.map((title, at) => widest(title, rows, at));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const column = relation[at];
        return padded(cell, widths[at] ?? 0, column !== undefined && isNumeric(column));
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const title = `${visible(name)} (${countOf(rows.length, 'row')})`;
  return [title, line(header), rule, ...rows.map(line), '', ''].join('\n');
}

function widest(title: string, rows: HeldTable['rows'], at: number): number {
  let width = widthOf(title);
  for (const row of rows) width = Math.max(width, widthOf(row[at] ?? ''));
  return width;
}
