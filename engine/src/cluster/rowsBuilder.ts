/** Collects rows value by value and hands them to the store as columns. */
import type { Relation } from '#language';
import type { ColumnData } from '#protocol/batch';
import type { Rows } from '../store/store.ts';

/** Integers of INT64 and TIME64NS columns may be given as safe integers; UINT128 is a bigint. */
export type CellValue = bigint | number | boolean | string;

const LOW_64 = (1n << 64n) - 1n;

export class RowsBuilder {
  readonly #relation: Relation;
  readonly #rows: (readonly CellValue[])[] = [];

  constructor(relation: Relation) {
    this.#relation = relation;
  }

  /** One value for each column, in order. */
  add(row: readonly CellValue[]): void {
    this.#rows.push(row);
  }

  toRows(): Rows {
    const rows = this.#rows;
    const columns = this.#relation.map(({ dataType }, index) => {
      const cells = rows.map((row) => row[index] ?? 0);
      return columnOf(dataType, cells);
    });
    return { rowCount: rows.length, columns };
  }
}

function columnOf(dataType: ColumnData['dataType'], cells: readonly CellValue[]): ColumnData {
  switch (dataType) {
    case 'BOOLEAN':
      return { dataType, values: Uint8Array.from(cells, (cell) => (cell === true ? 1 : 0)) };
    case 'INT64':
    case 'TIME64NS':
      return { dataType, values: BigInt64Array.from(cells, toBigInt) };
    case 'FLOAT64':
      return { dataType, values: Float64Array.from(cells, Number) };
    case 'UINT128': {
      const pairs = cells.map(toBigInt).flatMap((value) => [value >> 64n, value & LOW_64]);
      return { dataType, values: BigUint64Array.from(pairs) };
    }
    case 'STRING':
      return textColumn(cells.map(String));
  }
}

function toBigInt(cell: CellValue): bigint {
  return typeof cell === 'bigint' ? cell : BigInt(Math.floor(Number(cell)));
}

function textColumn(texts: readonly string[]): ColumnData {
  const starts = new Uint32Array(texts.length);
  const ends = new Uint32Array(texts.length);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let size = 0;
  texts.forEach((text, row) => {
    const part = encoder.encode(text);
    parts.push(part);
    starts[row] = size;
    size += part.length;
    ends[row] = size;
  });
  const bytes = new Uint8Array(size);
  parts.forEach((part, row) => {
    bytes.set(part, starts[row] ?? 0);
  });
  return { dataType: 'STRING', bytes, starts, ends };
}
