import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvLine, tsvLine } from '#rows';
import { copyText, type CopyForm } from '../../../webview/src/copy/copyRows.ts';
import { RowView } from '../../../webview/src/view/rowView.ts';
import { Slices } from '../../../webview/src/view/slices.ts';
import { relation, storeOf } from '../columns.ts';

/** Reads delimited text back, as a spreadsheet would. */
function parse(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text.charAt((at += 1));
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === separator) {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (character === '\n') {
      rows.at(-1)?.push(cell);
      cell = '';
      rows.push([]);
    } else cell += character;
  }
  rows.at(-1)?.push(cell);
  return rows;
}

describe('lines', () => {
  test('are read back cell by cell', () => {
    const cells = fc.array(
      fc.string({ unit: fc.constantFrom('a', '"', '\t', ',', '\n', '\r', ' ') }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(cells, (row) => {
        expect(parse(tsvLine(row), '\t')).toEqual([row]);
        expect(parse(csvLine(row), ',')).toEqual([row]);
      }),
    );
  });
});

const TABLE = relation({ path: 'STRING', size: 'INT64 BYTES', at: 'TIME64NS' });
const store = storeOf(TABLE, [
  ['/a', 1536n, 1n],
  ['two\n"lines"', 2n ** 62n, 2n],
  ['{"x":1}', 0n, 3n],
]);

async function copied(form: Partial<CopyForm>, columns = [0, 1]): Promise<string | undefined> {
  const view = new RowView(store, () => undefined);
  const signal = new AbortController().signal;
  return copyText(
    { store, view },
    { fromRow: 0, toRow: 1, columns },
    { separator: 'tab', header: false, values: 'shown', ...form },
    new Slices(signal),
  );
}

describe('copying', () => {
  test('as shown', async () => {
    expect(await copied({})).toBe('/a\t1.5 KB\n"two␊""lines"""\t4 EB');
  });
  test('exact', async () => {
    expect(await copied({ values: 'exact', header: true })).toBe(
      'path\tsize\n/a\t1536\n"two\n""lines"""\t4611686018427387904',
    );
  });
  test('columns in the order shown', async () => {
    expect(await copied({ values: 'exact' }, [2, 1])).toBe(
      '1970-01-01T00:00:00.000000001Z\t1536\n1970-01-01T00:00:00.000000002Z\t4611686018427387904',
    );
  });
  test('for a file', async () => {
    expect(await copied({ separator: 'comma', header: true, values: 'exact' })).toBe(
      'path,size\r\n/a,1536\r\n"two\n""lines""",4611686018427387904',
    );
  });
  test('follows the order shown', async () => {
    const view = new RowView(store, () => undefined);
    await view.show({ sort: { column: 1, ascending: true }, filter: '' });
    const text = await copyText(
      { store, view },
      { fromRow: 0, toRow: 2, columns: [1] },
      { separator: 'tab', header: false, values: 'exact' },
      new Slices(new AbortController().signal),
    );
    expect(text).toBe('0\n1536\n4611686018427387904');
  });
});
