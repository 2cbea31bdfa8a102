/** Whatever stands in a vis.json, looking at it ends with an answer inside the text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundledCatalog, checkScript, visNames } from '#language';
import { readExamples } from '../../examples/readExamples.ts';

const catalog = bundledCatalog();
const [example] = readExamples();
const SCRIPT = example?.script ?? '';
const VIS = JSON.stringify(example?.vis, null, 2);

function checkInside(text: string): void {
  const { vis } = checkScript(SCRIPT, text, { catalog, nowNs: 0n });
  for (const { span } of [...(vis?.problems ?? []), ...(vis === undefined ? [] : visNames(vis))]) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(Math.max(1, text.length));
    expect(span.end).toBeGreaterThanOrEqual(span.start);
  }
}

test('any text', () => {
  fc.assert(fc.property(fc.string(), checkInside), { numRuns: 40 });
});

test('any JSON', () => {
  fc.assert(fc.property(fc.json(), checkInside), { numRuns: 40 });
});

test('a vis.json cut off anywhere', () => {
  const cut = fc.nat(VIS.length).map((length) => VIS.slice(0, length));
  fc.assert(fc.property(cut, checkInside), { numRuns: 60 });
});

test('a vis.json with any part taken out', () => {
  const holed = fc
    .tuple(fc.nat(VIS.length), fc.nat(40))
    .map(([start, length]) => VIS.slice(0, start) + VIS.slice(start + length));
  fc.assert(fc.property(holed, checkInside), { numRuns: 60 });
});

test('values of any kind in any place', () => {
  const paths = [...VIS.matchAll(/: ("[^"]*"|\d+|true|false)/g)];
  const changed = fc.tuple(fc.nat(paths.length - 1), fc.json()).map(([at, value]) => {
    const start = paths[at]?.index ?? 0;
    return `${VIS.slice(0, start)}: ${value}${VIS.slice(start + (paths[at]?.[0].length ?? 0))}`;
  });
  fc.assert(fc.property(changed, checkInside), { numRuns: 60 });
});
