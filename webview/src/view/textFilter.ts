/** Rows that contain a text, in what is shown or in the exact value; letter case does not matter. */
import type { Column } from '#language';
import type { ColumnData, StringColumn } from '#protocol/batch';
import { cellOf, decodeText, exactText, formatOf, visible } from '#rows';
import type { TableStore } from '../store/tableStore.ts';
import type { Slices } from './slices.ts';

type Test = (data: ColumnData, at: number) => boolean;

const CHECK_ROWS = 64;

/** @param needle Not empty. @returns Matching rows in the order of arrival. */
export async function filterRows(
  store: TableStore,
  needle: string,
  slices: Slices,
): Promise<Uint32Array> {
  const tests = store.relation.flatMap((column, index) => {
    const test = testOf(column, needle);
    return test === undefined ? [] : [{ index, test }];
  });
  const found: number[] = [];
  for (const batch of [...store.batches]) {
    for (let at = 0; at < batch.rowCount; at += 1) {
      if (at % CHECK_ROWS === 0 && slices.isOver) await slices.rest();
      const isMatch = tests.some(({ index, test }) => {
        const data = batch.columns[index];
        return data !== undefined && test(data, at);
      });
      if (isMatch) found.push(batch.first + at);
    }
  }
  return Uint32Array.from(found);
}

/** @returns undefined when no value of the column can contain the text. */
function testOf(column: Column, needle: string): Test | undefined {
  const folded = needle.toLowerCase();
  // A word without any digit is in no number, but may be a unit or a name of no number.
  const isWord = !/\d/.test(needle);
  if (column.dataType === 'STRING') return stringTest(column, needle, folded);
  if (column.dataType === 'UINT128' && !/^[\da-f-]+$/.test(folded)) return undefined;
  if (column.dataType === 'INT64' && column.semanticType === 'ST_NONE' && isWord) {
    return /^[-,]+$/.test(needle) ? shownTest(column, folded) : undefined;
  }
  return shownTest(column, folded);
}

function shownTest(column: Column, folded: string): Test {
  const format = formatOf(column);
  return (data, at) => {
    const cell = cellOf(data, at);
    return (
      format(cell).text.toLowerCase().includes(folded) ||
      exactText(cell, column).toLowerCase().includes(folded)
    );
  };
}

/** Formats that show something else than the text itself are searched in what they show too. */
const RESHAPED: ReadonlySet<Column['semanticType']> = new Set([
  ...(['ST_QUANTILES', 'ST_DURATION_NS_QUANTILES', 'ST_SERVICE_NAME'] as const),
  ...(['ST_POD_STATUS', 'ST_CONTAINER_STATUS'] as const),
]);

function stringTest(column: Column, needle: string, folded: string): Test {
  // JSON is shown with blanks after `:` and `,` that the text itself need not have.
  const isReshaped = RESHAPED.has(column.semanticType) || /[:,] /.test(needle);
  const shown = isReshaped ? formatOf(column) : undefined;

  const inText = /^[ -[\]-~]*$/.test(needle) ? asciiTest(folded) : foldedTest(folded);
  return (data, at) => {
    if (data.dataType !== 'STRING') return false;
    if (inText(data, at)) return true;
    if (shown === undefined) return false;
    const { text } = decodeText(data.bytes.subarray(data.starts[at], data.ends[at]));
    return shown(text).text.toLowerCase().includes(folded);
  };
}

/** Finds also what stands for hidden characters and for bytes that are no text. */
const foldedTest =
  (folded: string) =>
  (data: StringColumn, at: number): boolean => {
    const { text } = decodeText(data.bytes.subarray(data.starts[at], data.ends[at]));
    return text.toLowerCase().includes(folded) || visible(text).toLowerCase().includes(folded);
  };

/**
 * Looks for ASCII in the bytes themselves: no byte of another character is ASCII. A backslash is
 * left to decoded text, where it also begins what stands for bytes that are no text.
 */
function asciiTest(folded: string): (data: StringColumn, at: number) => boolean {
  const wanted = Uint8Array.from(folded, (character) => character.charCodeAt(0));
  const lower = Uint8Array.from({ length: 256 }, (_, byte) =>
    byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
  );
  const first = wanted[0] ?? 0;
  return ({ bytes, starts, ends }, at) => {
    const last = (ends[at] ?? 0) - wanted.length;
    for (let from = starts[at] ?? 0; from <= last; from += 1) {
      if (lower[bytes[from] ?? 0] !== first) continue;
      let matched = 1;
      while (matched < wanted.length && lower[bytes[from + matched] ?? 0] === wanted[matched]) {
        matched += 1;
      }
      if (matched === wanted.length) return true;
    }
    return false;
  };
}
