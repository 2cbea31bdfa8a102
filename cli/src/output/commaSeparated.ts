/** RFC 4180: one header per table, an empty line between tables, exact values. */
import { csvLine, exactText, uniqueNames, visibleLines } from '#rows';
import type { Formatter, OutputOptions } from './formatter.ts';
import { TablesInOrder } from './tablesInOrder.ts';

export function commaSeparated({ isTerminal }: OutputOptions): Formatter {
  const tables = new TablesInOrder();
  const line = (cells: readonly string[]): string => {
    const text = csvLine(cells);
    return `${isTerminal ? visibleLines(text) : text}\r\n`;
  };
  return {
    start: ({ index, relation }) =>
      tables.add(
        index,
        `${index === 0 ? '' : '\r\n'}${line(uniqueNames(relation.map(({ name }) => name)))}`,
      ),
    row: ({ index, relation }, cells) => {
      const texts = relation.map((column, at) => exactText(cells[at] ?? '', column));
      return tables.add(index, line(texts));
    },
    flush: () => tables.flush().join(''),
    end: () => '',
  };
}
