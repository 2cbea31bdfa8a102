/** JSON lines with the table's name in `_table`, and one JSON document with columns and rows. */
import type { Cell } from '#rows';
import { jsonRows, jsonText, uniqueNames } from '#rows';
import type { Formatter, NamedTable, OutputOptions } from './formatter.ts';
import { TablesInOrder } from './tablesInOrder.ts';

type RowWriter = (cells: readonly Cell[]) => string;

export function jsonLines({ int64 }: OutputOptions): Formatter {
  const writers = new Map<number, RowWriter>();
  return {
    start: ({ index, name, relation }) => {
      writers.set(index, jsonRows(relation, int64, { _table: name }));
      return '';
    },
    row: ({ index }, cells) => `${writers.get(index)?.(cells) ?? ''}\n`,
    flush: () => '',
    end: () => '',
  };
}

/** `[{"name", "columns": [{"name", "type", "semanticType"}], "rows": [{…}]}]`, one row a line. */
export function jsonDocument({ int64 }: OutputOptions): Formatter {
  const tables = new TablesInOrder();
  const writers = new Map<number, { readonly row: RowWriter; rows: number }>();
  /** Tables that are closed. */
  let flushed = 0;
  return {
    start: (table) => {
      writers.set(table.index, { row: jsonRows(table.relation, int64), rows: 0 });
      return tables.add(table.index, `${table.index === 0 ? '[\n' : ',\n'}${headOf(table)}`);
    },
    row: ({ index }, cells) => {
      const writer = writers.get(index);
      if (writer === undefined) return '';
      writer.rows += 1;
      return tables.add(index, `${writer.rows === 1 ? '\n' : ',\n'}  ${writer.row(cells)}`);
    },
    flush: () => {
      if (writers.size === flushed) return '';
      flushed = writers.size;
      return ['', ...tables.flush()].map((text) => `${text}\n ]}`).join('');
    },
    end: () => (writers.size === 0 ? '[]\n' : '\n]\n'),
  };
}

function headOf({ name, relation }: NamedTable): string {
  const names = uniqueNames(relation.map((column) => column.name));
  const columns = relation.map(
    ({ dataType, semanticType }, at) =>
      `{"name":${jsonText(names[at] ?? '')},"type":"${dataType}","semanticType":"${semanticType}"}`,
  );
  return ` {"name":${jsonText(name)},"columns":[${columns.join(',')}],"rows":[`;
}
