import fc from 'fast-check';
import widthOfAny from 'string-width';
import { expect, test } from 'vitest';
import { widthOf } from '../../../cli/src/output/width.ts';

test.each([
  ['', 0],
  ['GET /cart', 9],
  ['日本', 4],
  ['e\u0301', 1],
  ['👩‍🚀', 2],
  ['\u001b[31mred', 3],
])('%j takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test('the short way and the long way agree', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }));
  fc.assert(fc.property(texts, (text) => widthOf(text) === widthOfAny(text)));
});
