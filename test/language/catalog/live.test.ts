/** A cluster's own catalog: read, merged into the bundled one, and what a script misses there. */
import { describe, expect, test } from 'vitest';
import {
  bundledCatalog,
  LineIndex,
  mergeCatalog,
  readLiveCatalog,
  type LiveCatalogRows,
} from '#language';
import { checkScript } from '#ide';
import { parseFixture } from '../../support/fixture.ts';

const bundled = bundledCatalog();
const CLUSTER = 'prod (vizier 0.14.2)';

/** What a cluster would tell that has exactly the bundled catalog. */
const EVERYTHING: LiveCatalogRows = {
  schemas: [...bundled.tables.values()].flatMap((table) =>
    table.relation.map(({ name, dataType }) => [table.name, name, dataType, 'GENERAL', '']),
  ),
  udfs: functionRows('udf'),
  udas: functionRows('uda'),
  udtfs: [...bundled.udtfs.values()].map(({ name, args, relation }) => [
    name,
    'UDTF_ONE_KELVIN',
    JSON.stringify({
      args: args.map((arg) => ({ name: arg.name, type: arg.dataType, stype: arg.semanticType })),
    }),
    JSON.stringify({ relation: relation.map((one) => ({ name: one.name, type: one.dataType })) }),
  ]),
};

function functionRows(kind: 'udf' | 'uda'): readonly (readonly string[])[] {
  return [...bundled.functions.values()]
    .filter((info) => info.kind === kind && !info.name.startsWith('_'))
    .flatMap(({ name, overloads }) =>
      overloads.map(({ args, initArgCount, returns }) => [
        name,
        returns,
        JSON.stringify({ args: args.slice(initArgCount) }),
      ]),
    );
}

const merged = (rows: LiveCatalogRows) => mergeCatalog(bundled, readLiveCatalog(rows), CLUSTER);

describe('merging', () => {
  test('a cluster that has everything changes nothing', () => {
    const catalog = merged(EVERYTHING);
    expect(catalog.tables).toEqual(bundled.tables);
    expect(catalog.functions).toEqual(bundled.functions);
    expect([...catalog.udtfs.keys()]).toEqual([...bundled.udtfs.keys()]);
    expect(catalog.lacking).toEqual({
      cluster: CLUSTER,
      tables: new Set(),
      functions: new Set(),
      udtfs: new Set(),
      columns: new Map(),
    });
  });

  test("adds a cluster's own tables, columns and functions, with its descriptions", () => {
    const { tables, functions, udtfs } = merged({
      schemas: [
        ...EVERYTHING.schemas,
        ['http_events', 'zone', 'STRING', 'GENERAL', 'Where it ran.'],
        ['my_probe', 'time_', 'TIME64NS', 'GENERAL', ''],
      ],
      udfs: [...EVERYTHING.udfs, ['shout', 'STRING', '{"args":["STRING"]}']],
      udas: EVERYTHING.udas,
      udtfs: [
        ...EVERYTHING.udtfs,
        [
          'GetZones',
          'UDTF_ONE_KELVIN',
          '{"args":[{"name":"n","type":"INT64","desc":"few"}]}',
          '{"relation":[{"name":"zone","type":"STRING","desc":"a zone"}]}',
        ],
      ],
    });
    const known = bundled.tables.get('http_events')?.relation ?? [];
    expect(tables.get('http_events')?.relation).toEqual([
      ...known,
      { name: 'zone', dataType: 'STRING', semanticType: 'ST_NONE', description: 'Where it ran.' },
    ]);
    expect(tables.get('my_probe')?.relation).toMatchObject([{ name: 'time_' }]);
    expect(functions.get('shout')?.overloads).toEqual([
      { args: ['STRING'], initArgCount: 0, returns: 'STRING' },
    ]);
    expect(udtfs.get('GetZones')).toMatchObject({
      args: [{ name: 'n', dataType: 'INT64', semanticType: 'ST_NONE', description: 'few' }],
      relation: [{ name: 'zone', dataType: 'STRING' }],
    });
  });

  test('keeps the semantic types that the list has no name for', () => {
    const [info] = [...bundled.udtfs.values()].filter(({ args }) =>
      args.some(({ semanticType }) => semanticType !== 'ST_NONE'),
    );
    const udtfs = EVERYTHING.udtfs.map(([name = '', executor = '', args = '', relation = '']) => [
      name,
      executor,
      args.replaceAll(/"stype":"[^"]*"/g, '"stype":""'),
      relation,
    ]);
    expect(merged({ ...EVERYTHING, udtfs }).udtfs.get(info?.name ?? '')?.args).toEqual(info?.args);
  });

  test('leaves open whether an argument that only the cluster knows has a default', () => {
    const udtfs = [
      ...EVERYTHING.udtfs,
      [
        'GetZones',
        'UDTF_ONE_KELVIN',
        '{"args":[{"name":"few","type":"BOOLEAN","desc":""}]}',
        '{"relation":[{"name":"zone","type":"STRING","desc":""}]}',
      ],
    ];
    const problems = (call: string) =>
      checkScript(`import px\npx.display(px.GetZones(${call}))\n`, undefined, {
        catalog: merged({ ...EVERYTHING, udtfs }),
        nowNs: 1n,
      }).problems.map(({ message }) => message);
    expect(problems('')).toEqual([]);
    expect(problems('few=True')).toEqual([]);
    expect(problems('many=True')).toHaveLength(1);
  });

  test("takes the cluster's result where a function has another one", () => {
    const udfs = EVERYTHING.udfs.map(([name = '', returns = '', args = '']) =>
      name === 'length' ? [name, 'FLOAT64', args] : [name, returns, args],
    );
    const overloads = merged({ ...EVERYTHING, udfs }).functions.get('length')?.overloads ?? [];
    expect(overloads.map(({ returns }) => returns)).toEqual(overloads.map(() => 'FLOAT64'));
    expect(overloads).toHaveLength(bundled.functions.get('length')?.overloads.length ?? 0);
  });

  test("takes the cluster's type where it differs", () => {
    const schemas = EVERYTHING.schemas.map(([table, column, ...rest]) =>
      table === 'http_events' && column === 'latency'
        ? [table, column, 'FLOAT64', 'GENERAL', '']
        : [table ?? '', column ?? '', ...rest],
    );
    const relation = merged({ ...EVERYTHING, schemas }).tables.get('http_events')?.relation;
    expect(relation?.find(({ name }) => name === 'latency')).toMatchObject({
      dataType: 'FLOAT64',
      semanticType: 'ST_NONE',
    });
  });

  test('leaves out rows that make no sense', () => {
    const { tables, functions, udtfs } = readLiveCatalog({
      schemas: [[], ['t'], ['t', 'c', 'MAP', '', ''], ['', 'c', 'INT64', '', '']],
      udfs: [
        ['f', 'STRING', 'no json'],
        ['g', 'STRING', '{"args":["MAP"]}'],
        ['h', 'MAP', '{}'],
      ],
      udas: [],
      udtfs: [['u', 'x', '{', '{"relation":[{"name":5}]}']],
    });
    expect([tables.size, [...functions.keys()], udtfs.size]).toEqual([0, ['f'], 0]);
  });

  test('what a cluster does not list at all it does not lack', () => {
    const { lacking } = merged({ ...EVERYTHING, udfs: [], udas: [], udtfs: [] });
    expect([lacking?.functions.size, lacking?.udtfs.size]).toEqual([0, 0]);
  });
});

/** Compares the problems of codes PXL70x with the marks. */
function checkLacking(rows: LiveCatalogRows, source: string): void {
  const { files, expectations } = parseFixture(source);
  const script = files.get('/main.pxl') ?? '';
  const { problems } = checkScript(script, undefined, { catalog: merged(rows), nowNs: 0n });
  const lines = new LineIndex(script);
  const found = problems
    .filter(({ code }) => code.startsWith('PXL70'))
    .map(({ span, code, severity, message }) => ({
      path: '/main.pxl',
      line: lines.lineOf(span.start),
      start: lines.editorPosition(span.start).character,
      end: lines.editorPosition(span.end).character,
      text: `${severity}[${code}]: ${message}`,
    }));
  expect(found.sort((a, b) => a.line - b.line)).toEqual(expectations);
}

const without = (keep: (row: readonly string[]) => boolean): LiveCatalogRows => ({
  schemas: EVERYTHING.schemas.filter(keep),
  udfs: EVERYTHING.udfs.filter(keep),
  udas: EVERYTHING.udas.filter(keep),
  udtfs: EVERYTHING.udtfs.filter(keep),
});

describe('what a script needs and the cluster lacks', () => {
  test('nothing', () =>
    checkLacking(
      EVERYTHING,
      "import px\npx.display(px.DataFrame('http_events', start_time='-5m'))",
    ));

  test('a table', () =>
    checkLacking(
      without(([name]) => name !== 'kafka_events.beta'),
      `import px
df = px.DataFrame(table='kafka_events.beta', start_time='-5m')
#                       ^^^^^^^^^^^^^^^^^^^ warning[PXL701]: The table 'kafka_events.beta' is not on prod (vizier 0.14.2).
px.display(df)`,
    ));

  test('a column, which is known all the same', () =>
    checkLacking(
      without(([table, column]) => !(table === 'http_events' && column === 'req_body_size')),
      `import px
df = px.DataFrame('http_events', start_time='-5m')
df.size = px.Bytes(df.req_body_size)
#                  ^^^^^^^^^^^^^^^^ warning[PXL702]: The column 'req_body_size' of 'http_events' is not on prod (vizier 0.14.2).
px.display(df)`,
    ));

  test('functions of every kind', () =>
    checkLacking(
      without(([name]) => !['pluck', 'quantiles', 'GetAgentStatus'].includes(name ?? '')),
      `import px
df = px.DataFrame('http_events', start_time='-5m')
df.kind = px.pluck(df.req_headers, 'Accept')
#            ^^^^^ warning[PXL703]: The function px.pluck is not on prod (vizier 0.14.2).
df = df.groupby('kind').agg(latency=('latency', px.quantiles))
#                                                  ^^^^^^^^^ warning[PXL703]: The function px.quantiles is not on prod (vizier 0.14.2).
px.display(df)
px.display(px.GetAgentStatus(), 'agents')
#             ^^^^^^^^^^^^^^ warning[PXL703]: The table function px.GetAgentStatus is not on prod (vizier 0.14.2).`,
    ));
});
