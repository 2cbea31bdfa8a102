/** A generated vis.json runs as it is. */
import { describe, expect, test } from 'vitest';
import { bundledCatalog, checkScript, codeActions } from '#language';

const options = { catalog: bundledCatalog(), nowNs: 0n };

function generated(script: string): string | undefined {
  const check = checkScript(script, undefined, options);
  const start = script.indexOf('def ') + 4;
  const request = { check, catalog: options.catalog, span: { start, end: start } };
  const recheck = (text: string) => checkScript(text, undefined, options);
  const actions = codeActions({ ...request, only: ['refactor.rewrite'], recheck });
  return actions.find(({ title }) => title === 'Generate vis.json')?.newVis;
}

const READ = "px.DataFrame('http_events', start_time=start_time)";

describe('a vis.json', () => {
  test('shows each function, with defaults for what it asks for', () => {
    const script = `import px
def over_time(start_time: str, service: px.Service):
    df = ${READ}
    df.service = df.ctx['service']
    df = df[df.service == service]
    return df[['time_', 'latency', 'service']]
def requests(start_time: str, limit: int):
    return ${READ}.head(5)
`;
    const vis = generated(script) ?? '';
    expect(JSON.parse(vis)).toEqual({
      variables: [
        { name: 'start_time', type: 'PX_STRING', defaultValue: '-5m' },
        { name: 'service', type: 'PX_SERVICE' },
        { name: 'limit', type: 'PX_INT64', defaultValue: '10' },
      ],
      globalFuncs: [],
      widgets: [
        {
          name: 'Over time',
          position: { x: 0, y: 0, w: 6, h: 3 },
          func: {
            name: 'over_time',
            args: [
              { name: 'start_time', variable: 'start_time' },
              { name: 'service', variable: 'service' },
            ],
          },
          displaySpec: {
            '@type': 'types.px.dev/px.vispb.TimeseriesChart',
            timeseries: [{ value: 'latency', series: 'service', mode: 'MODE_LINE' }],
          },
        },
        {
          name: 'Requests',
          position: { x: 6, y: 0, w: 6, h: 3 },
          func: {
            name: 'requests',
            args: [
              { name: 'start_time', variable: 'start_time' },
              { name: 'limit', variable: 'limit' },
            ],
          },
          displaySpec: { '@type': 'types.px.dev/px.vispb.Table' },
        },
      ],
    });
    const { problems, vis: checked } = checkScript(script, vis, options);
    expect({ problems, vis: checked?.problems }).toEqual({ problems: [], vis: [] });
  });

  test.each([
    ['without types', `import px\ndef f(start_time):\n    return ${READ}\n`],
    ['without a table', 'import px\ndef f(n: int):\n    return n\n'],
  ])('is not offered for functions %s', (_, script) => {
    expect(generated(script)).toBeUndefined();
  });
});
