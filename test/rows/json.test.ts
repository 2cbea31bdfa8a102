import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactJson, prettyJson } from '#rows';

describe('JSON laid out anew', () => {
  test.each([
    ['{"a":1}', '{"a": 1}'],
    ['{ "a" :\n1 , "b":[ 1,2 ] }', '{"a": 1, "b": [1, 2]}'],
    ['[]', '[]'],
    // Beyond 2^53, repeated keys and escapes stay as they were sent.
    ['{"id":12345678901234567890,"id":1e400}', '{"id": 12345678901234567890, "id": 1e400}'],
    ['["\\u0041\\", {"]', '["\\u0041\\", {"]'],
  ])('%s on one line', (text, compact) => {
    expect(compactJson(text)).toBe(compact);
  });
  test.each(['', 'text', '12', '"text"', 'null', '{"a":', '{broken}', '[1,]'])(
    '%j is no object or array',
    (text) => {
      expect(compactJson(text)).toBeUndefined();
      expect(prettyJson(text)).toBeUndefined();
    },
  );
  test('indents', () => {
    expect(prettyJson('{"a":[1,{"b":{}}],"c":[]}')).toBe(
      ['{', '  "a": [', '    1,', '    {', '      "b": {}', '    }', '  ],', '  "c": []', '}'].join(
        '\n',
      ),
    );
  });
  test('means the same as before', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
        (value) => {
          const text = JSON.stringify(value);
          expect(JSON.parse(compactJson(text) ?? '')).toEqual(JSON.parse(text));
          expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), undefined, 2));
        },
      ),
    );
  });
});
