/** @see src/carnot/funcs/builtins/json_ops.h and metadata/metadata_ops.h in pixie-io/pixie; recorded answers. */
import { bytes, edgesOf, INT64_MIN, type FunctionEdges } from './edge.ts';

/** Both names of the function take the arguments in turns. */
const LINK = `df.a, df.b, {'pod': df.c}`;

const VALUES = {
  'an equal text': ['a', 'a', true],
  'an element': ['["x","a"]', 'a', true],
  'no element': ['["x"]', 'a', false],
  'an object is compared': ['{"a":1}', 'a', false],
  'what is no text ends the search': ['["x",1,"a"]', 'a', false],
  'a broken list is compared': ['["a"', '["a"', true],
  nothing: ['', '', true],
} as const;

export const JSON_EDGES: readonly FunctionEdges[] = [
  edgesOf('pluck text text', {
    'a text without quotes': ['{"a":"x"}', 'a', 'x'],
    'what is nested, without blanks': ['{"a": {"b": [1, 2.50]}}', 'a', '{"b":[1,2.5]}'],
    'a missing key': ['{"a":1}', 'b', ''],
    null: ['{"a":null}', 'a', ''],
    'of malformed JSON': ['{"a":', 'a', ''],
    'with a comma too many': ['{"a":1,}', 'a', ''],
    'with something behind': ['{"a":1} x', 'a', ''],
    'a NUL ends the text': ['{"a":1}\u0000 x', 'a', '1'],
    'and a value': ['{"a":"x\\u0000y"}', 'a', 'x'],
    'the first of equal keys': ['{"a":1,"a":2}', 'a', '1'],
    'after white space': ['\n\t {"a":1}', 'a', '1'],
    'of a list': ['["a"]', 'a', ''],
    'NaN is no JSON': ['{"a":NaN}', 'a', ''],
    'a number beyond doubles': ['{"a":1e400}', 'a', ''],
    'a large number as it is': ['{"a":18446744073709551615}', 'a', '18446744073709551615'],
    'a larger one as a double': ['{"a":18446744073709551616}', 'a', '18446744073709552000.0'],
    'half a surrogate pair': ['{"a":"\\ud800"}', 'a', ''],
    'a control character': ['{"a":["\\u001f"]}', 'a', '["\\u001F"]'],
    'a path is only a key': ['{"a":{"b":1},"/a/b":2}', '/a/b', '2'],
    'raw bytes stay': [Buffer.from('{"a":"\xff"}', 'latin1'), 'a', bytes(0xff)],
  }),
  edgesOf('pluck_int64 text text', {
    'a whole number': ['{"a":-5}', 'a', -5n],
    'a fraction': ['{"a":5.0}', 'a', 0n],
    'a text': ['{"a":"5"}', 'a', 0n],
    'the smallest': ['{"a":-9223372036854775808}', 'a', INT64_MIN],
    'beyond int64': ['{"a":9223372036854775808}', 'a', 0n],
    'of malformed JSON': ['{"a":5', 'a', 0n],
    'a missing key': ['{}', 'a', 0n],
  }),
  edgesOf('pluck_float64 text text', {
    'a fraction': ['{"a":1.5}', 'a', 1.5],
    'an exponent': ['{"a":1e3}', 'a', 1000],
    'a whole number': ['{"a":5}', 'a', 0],
    'of malformed JSON': ['{"a":1.5', 'a', 0],
    null: ['{"a":null}', 'a', 0],
  }),
  edgesOf('pluck_array text int', {
    'an element': ['["x",{"a":1}]', 1n, '{"a":1}'],
    'beyond the end': ['["x"]', 1n, ''],
    'before the start': ['["x"]', -1n, ''],
    null: ['[null]', 0n, ''],
    'of an object': ['{"0":"x"}', 0n, ''],
    'of malformed JSON': ['["x"', 0n, ''],
  }),
  edgesOf('split text text', {
    'of nothing': ['', ',', '[""]'],
    'between delimiters': ['a,,b', ',', '["a","","b"]'],
    'without a delimiter': ['ab', '', '["a","b"]'],
    'what JSON escapes': ['a"\n', ',', '["a\\"\\n"]'],
    'a NUL ends the text': ['a,b\u0000,c', ',', '["a","b"]'],
  }),
  edgesOf('has_value text text', VALUES),
  edgesOf('has_service_id text text', VALUES),
  edgesOf('has_service_name text text', VALUES),
  edgesOf(`_script_reference text text text = px.script_reference(${LINK})`, {
    'what JSON escapes': [
      'a"b',
      'px/pod',
      'é\n\u0001',
      '{"label":"a\\"b","script":"px/pod","args":{"pod":"é\\n\\u0001"}}',
    ],
    'of nothing': ['', '', '', '{"label":"","script":"","args":{"pod":""}}'],
  }),
  edgesOf('_script_reference text text = px.script_reference(df.a, df.b, {})', {
    'without arguments': ['l', 's', '{"label":"l","script":"s","args":{}}'],
  }),
];
