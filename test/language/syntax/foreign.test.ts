/** Which files named .pxl are left alone. */
import { describe, expect, test } from 'vitest';
import { isForeign } from '#language';

describe('pictures are left alone', () => {
  test.each([
    [
      'objects after comments',
      '// coin.pxl - a sprite\n{\n  type: "palette",\n  name: "coin",\n}\n',
    ],
    ['one object a line', '{"type": "palette", "name": "coin", "colors": {"{_}": "#00000000"}}\n'],
    ['a block comment', '/* a\n   sprite */ { type: "sprite" }\n'],
    ['a comment inside', '{\n  // which\n  type: "sprite",\n}\n'],
    ['a list of objects', '[\n  {"type": "sprite"}\n]\n'],
    ['a byte order mark', '\uFEFF{"type": "sprite"}'],
    ['zero bytes', 'PX\u0000\u0001\u0002'],
    ['control bytes', 'PXL\u0001\u0005\u0010 data'],
    ['bytes that are no UTF-8', `P${'\uFFFD\uFFFDx'.repeat(20)}`],
  ])('%s', (_what, text) => {
    expect(isForeign(text)).toBe(true);
  });
});

describe('scripts are not, however broken', () => {
  test.each([
    ['nothing', ''],
    ['a script', 'import px\npx.display(px.DataFrame("http_events"))\n'],
    ['a comment of another language', '// no comment in PxL\nimport px\n'],
    ['a dict', "x = {'a': 1}\n"],
    ['an opened brace', '{\nimport px\n'],
    ['an opened bracket', '[\n'],
    ['tabs, form feeds and escapes', 'import px\n\f\tx = 1\u001b\n'],
    ['a letter in another encoding', 'import px\n# caf\uFFFD\n'],
    ['another language', 'SELECT * FROM http_events;\n'],
    ['a set', "{'a', 'b'}\n"],
  ])('%s', (_what, text) => {
    expect(isForeign(text)).toBe(false);
  });
});
