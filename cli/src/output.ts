/** Writes tables as they arrive: aligned text, CSV, JSON or JSON lines. */
import stringWidth from 'string-width';
import type { RowBatch, TableMetadata } from '#protocol/batch';
import { cellOf, timeText, type Cell } from '#rows';
import { readable } from './format.ts';

export type OutputFormat = 'table' | 'json' | 'jsonl' | 'csv';
export const OUTPUT_FORMATS: readonly OutputFormat[] = ['table', 'json', 'jsonl', 'csv'];

export interface Output {
  table(table: TableMetadata): void;
  batch(batch: RowBatch): void;
  /** Everything that is still held back. */
  end(): void;
  /** Rows written so far, by table name. */
  readonly rowCounts: ReadonlyMap<string, number>;
}

type Write = (text: string) => void;

interface Formatter {
  start(table: TableMetadata, index: number): void;
  row(table: TableMetadata, cells: readonly Cell[]): void;
  end(tables: readonly TableMetadata[]): void;
}

export function createOutput(format: OutputFormat, write: Write): Output {
  const formatter = FORMATTERS[format](write);
  const tables = new Map<string, TableMetadata>();
  const rowCounts = new Map<string, number>();
  return {
    rowCounts,
    table: (table) => {
      formatter.start(table, tables.size);
      tables.set(table.id, table);
      rowCounts.set(table.name, 0);
    },
    batch: ({ tableId, rowCount, columns }) => {
      const table = tables.get(tableId);
      if (table === undefined) throw new Error(`rows of an unknown table ${tableId}`);
      rowCounts.set(table.name, (rowCounts.get(table.name) ?? 0) + rowCount);
      for (let row = 0; row < rowCount; row += 1) {
        formatter.row(
          table,
          columns.map((column) => cellOf(column, row)),
        );
      }
    },
    end: () => {
      formatter.end([...tables.values()]);
    },
  };
}

const FORMATTERS: Readonly<Record<OutputFormat, (write: Write) => Formatter>> = {
  table: alignedTables,
  csv: commaSeparated,
  jsonl: jsonLines,
  json: jsonDocument,
};

const NUMERIC = new Set(['INT64', 'FLOAT64']);
const MAX_CELL_WIDTH = 60;

const shortened = (text: string): string => {
  if (stringWidth(text) <= MAX_CELL_WIDTH) return text;
  const segments = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return `${segments.slice(0, MAX_CELL_WIDTH - 1).join('')}…`;
};

/** Tables are shown whole, because the widths of columns depend on all rows. */
function alignedTables(write: Write): Formatter {
  const rows = new Map<string, string[][]>();
  return {
    start: ({ id }) => rows.set(id, []),
    row: ({ id, relation }, cells) => {
      const texts = cells.map((cell, index) => {
        const column = relation[index];
        return column === undefined ? '' : shortened(readable(cell, column));
      });
      rows.get(id)?.push(texts);
    },
    end: (tables) => {
      for (const { id, name, relation } of tables) {
        const body = rows.get(id) ?? [];
        const count = `${String(body.length)} ${body.length === 1 ? 'row' : 'rows'}`;
        write(`${name} (${count})\n`);
        const header = relation.map((column) => column.name);
        const widths = header.map((title, index) =>
          Math.max(stringWidth(title), ...chunkedWidths(body, index)),
        );
        const line = (cells: readonly string[]) =>
          cells
            .map((cell, index) => {
              const gap = ' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(cell)));
              return NUMERIC.has(relation[index]?.dataType ?? '') ? gap + cell : cell + gap;
            })
            .join('  ')
            .trimEnd();
        write(`${line(header)}\n${widths.map((width) => '─'.repeat(width)).join('  ')}\n`);
        for (const cells of body) write(`${line(cells)}\n`);
        write('\n');
      }
    },
  };
}

/** The widest cell, without spreading a million values into one call. */
function chunkedWidths(rows: readonly string[][], index: number): readonly number[] {
  let widest = 0;
  for (const row of rows) widest = Math.max(widest, stringWidth(row[index] ?? ''));
  return [widest];
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** RFC 4180, one header per table and an empty line between tables; full precision. */
function commaSeparated(write: Write): Formatter {
  const lines = new Map<string, string[]>();
  return {
    start: ({ id, relation }) =>
      lines.set(id, [relation.map(({ name }) => quoted(name)).join(',')]),
    row: ({ id, relation }, cells) => {
      const texts = cells.map((cell, index) =>
        quoted(relation[index]?.dataType === 'TIME64NS' ? timeText(BigInt(cell)) : String(cell)),
      );
      lines.get(id)?.push(texts.join(','));
    },
    end: (tables) => {
      write(tables.map(({ id }) => `${(lines.get(id) ?? []).join('\r\n')}\r\n`).join('\r\n'));
    },
  };
}

/** Whole numbers beyond 2^53 are text, because most JSON readers would round them. */
function jsonValue(cell: Cell): number | boolean | string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : String(cell);
  if (typeof cell !== 'bigint') return cell;
  return cell >= -(2n ** 53n) && cell <= 2n ** 53n ? Number(cell) : cell.toString();
}

const record = ({ relation }: TableMetadata, cells: readonly Cell[]): object =>
  Object.fromEntries(cells.map((cell, index) => [relation[index]?.name ?? '', jsonValue(cell)]));

function jsonLines(write: Write): Formatter {
  return {
    start: () => undefined,
    row: (table, cells) => {
      write(`${JSON.stringify({ _table: table.name, ...record(table, cells) })}\n`);
    },
    end: () => undefined,
  };
}

function jsonDocument(write: Write): Formatter {
  const rows = new Map<string, object[]>();
  return {
    start: ({ id }) => rows.set(id, []),
    row: (table, cells) => rows.get(table.id)?.push(record(table, cells)),
    end: (tables) => {
      const document = tables.map(({ id, name, relation }) => ({
        name,
        columns: relation.map((column) => ({
          name: column.name,
          type: column.dataType,
          semanticType: column.semanticType,
        })),
        rows: rows.get(id) ?? [],
      }));
      write(`${JSON.stringify(document, undefined, 1)}\n`);
    },
  };
}
