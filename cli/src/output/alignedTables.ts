/** Tables for people: aligned columns, values as the results panel shows them. */
import stringWidth from 'string-width';
import { countOf, formatOf, isNumeric, uniqueNames, visible, type CellFormat } from '#rows';
import type { Formatter, NamedTable } from './formatter.ts';

const MAX_CELL_WIDTH = 60;

interface HeldTable {
  readonly table: NamedTable;
  readonly formats: readonly CellFormat[];
  readonly rows: (readonly string[])[];
}

/** Tables are shown whole, because the widths of columns depend on all rows. */
export function alignedTables(): Formatter {
  const held = new Map<string, HeldTable>();
  return {
    start: (table) => {
      const formats = table.relation.map((column) => formatOf(column, 'utc'));
      held.set(table.id, { table, formats, rows: [] });
      return '';
    },
    row: ({ id }, cells) => {
      const one = held.get(id);
      one?.rows.push(
        one.formats.map((format, at) => {
          const cell = cells[at];
          return cell === undefined ? '' : shortened(format(cell).text);
        }),
      );
      return '';
    },
    end: () => [...held.values()].map(textOf).join(''),
  };
}

function textOf({ table: { name, relation }, rows }: HeldTable): string {
  const header = uniqueNames(relation.map((column) => column.name)).map(visible);
  const widths = header.map((title, at) => widest(title, rows, at));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const column = relation[at];
        const gap = ' '.repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(cell)));
        return column !== undefined && isNumeric(column) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const title = `${visible(name)} (${countOf(rows.length, 'row')})`;
  return [title, line(header), rule, ...rows.map(line), '', ''].join('\n');
}

function widest(title: string, rows: HeldTable['rows'], at: number): number {
  let width = stringWidth(title);
  for (const row of rows) width = Math.max(width, stringWidth(row[at] ?? ''));
  return width;
}

function shortened(text: string): string {
  if (stringWidth(text) <= MAX_CELL_WIDTH) return text;
  const segments = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return `${segments.slice(0, MAX_CELL_WIDTH - 1).join('')}…`;
}
