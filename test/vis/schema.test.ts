/** The JSON schema as VS Code's own JSON support reads it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';
import { DISPLAY_KINDS } from '../../vis/src/displayKinds.ts';
import { visSchema } from '../../vis/src/schema.ts';
import { readExamples } from '../examples/readExamples.ts';
import { parseFixture } from '../support/fixture.ts';

const URI = 'file:///ws/vis.json';
const service = getLanguageService({});
service.configure({
  validate: true,
  allowComments: false,
  schemas: [{ uri: 'vis.schema.json', fileMatch: ['**/vis.json'], schema: visSchema() }],
});

function open(source: string) {
  const { files, cursors } = parseFixture(`#- /vis.json\n${source}`);
  const text = files.get('/vis.json') ?? '';
  const document = TextDocument.create(URI, 'json', 1, text);
  return { document, json: service.parseJSONDocument(document), offset: cursors[0]?.offset ?? 0 };
}

async function complaints(source: string): Promise<readonly string[]> {
  const { document, json } = open(source);
  return (await service.doValidation(document, json)).map(({ message }) => message);
}

async function labels(source: string): Promise<readonly string[]> {
  const { document, json, offset } = open(source);
  const list = await service.doComplete(document, document.positionAt(offset), json);
  return (list?.items ?? []).map(({ label }) => label);
}

test('the file in server/schemas is made from the tables: run scripts/generateVisSchema.mjs', () => {
  const file = join(import.meta.dirname, '../../server/schemas/vis.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(visSchema())));
});

test('every property has a description', () => {
  const without: string[] = [];
  const visit = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'properties' && !path.endsWith('/if')) {
        for (const [name, schema] of Object.entries(inner as object)) {
          if (!('description' in (schema as object))) without.push(`${path}/${name}`);
        }
      }
      visit(inner, `${path}/${key}`);
    }
  };
  visit(visSchema(), '');
  expect(without).toEqual([]);
});

test('there are all twelve display kinds', () => {
  expect(DISPLAY_KINDS.map(({ name }) => name)).toEqual([
    'Table',
    'TimeseriesChart',
    'BarChart',
    'HistogramChart',
    'PieChart',
    'GaugeChart',
    'StatChart',
    'TextChart',
    'VegaChart',
    'Graph',
    'RequestGraph',
    'StackTraceFlameGraph',
  ]);
});

describe('validation', () => {
  test.each(readExamples())('accepts $name', async ({ vis }) => {
    expect(await complaints(JSON.stringify(vis))).toEqual([]);
  });

  test('accepts the spelling of the proto with a word on it', async () => {
    const text =
      '{"global_funcs": [{"output_name": "o", "func": {"name": "f", "args": []}}], "widgets": [{"displaySpec": {"@type": "types.px.dev/px.vispb.PieChart", "label": "a", "value": "b"}}]}';
    expect(await complaints(text)).toEqual([
      'The Live UI reads globalFuncs; only the command line knows this spelling.',
      'The Live UI reads outputName; only the command line knows this spelling.',
    ]);
  });

  test.each([
    ['{"widgets": [{}]}', 'displaySpec'],
    ['{"variables": [{"name": "a", "type": "PX_TEXT"}]}', 'PX_BOOLEAN'],
    ['{"widget": []}', 'widget'],
    ['{"widgets": [{"displaySpec": {"@type": "types.px.dev/px.vispb.Chart"}}]}', 'TimeseriesChart'],
    [
      '{"widgets": [{"displaySpec": {"@type": "types.px.dev/px.vispb.Table", "column": ""}}]}',
      'column',
    ],
    ['{"widgets": [{"displaySpec": {"@type": "types.px.dev/px.vispb.BarChart"}}]}', 'bar'],
    ['{"variables": [{"name": "a", "type": "PX_INT64", "defaultValue": 5}]}', 'string'],
  ])('refuses %s', async (text, about) => {
    expect((await complaints(text)).join('\n')).toContain(about);
  });
});

describe('completion', () => {
  test('offers the fields of a display kind', async () => {
    expect(
      await labels('{"widgets": [{"displaySpec": {"@type": "types.px.dev/px.vispb.Graph", $0}}]}'),
    ).toEqual(expect.arrayContaining(['adjacencyList', 'edgeWeightColumn', 'edgeHoverInfo']));
  });

  test('offers every display kind with its fields', async () => {
    expect(await labels('{"widgets": [{"displaySpec": $0}]}')).toEqual(
      expect.arrayContaining(DISPLAY_KINDS.map(({ name }) => name)),
    );
  });

  test('does not offer the spelling of the proto', async () => {
    expect(await labels('{"widgets": [{$0}]}')).not.toContain('display_spec');
  });
});
