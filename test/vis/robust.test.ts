/** Whatever stands in a vis.json, looking at it ends with an answer inside the text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { checkScript } from '#ide';
import { visNames } from '#vis';

const catalog = bundledCatalog();
const SCRIPT = `import px
def latency(start_time: str, limit: int):
    df = px.DataFrame('http_events', start_time=start_time)
    return df.head(limit)
`;
const VIS = `{
  "variables": [{"name": "start_time", "type": "PX_STRING", "defaultValue": "-5m", "validValues": ["-5m"]}],
  "globalFuncs": [{"outputName": "out", "func": {"name": "latency", "args": [
    {"name": "start_time", "variable": "start_time"}, {"name": "limit", "value": "5"}]}}],
  "widgets": [{"name": "Latency", "position": {"x": 0, "y": 0, "w": 12, "h": 3}, "globalFuncOutputName": "out",
    "displaySpec": {"@type": "types.px.dev/px.vispb.TimeseriesChart", "timeseries": [{"value": "latency", "stackBySeries": false}]}}]
}`;

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
