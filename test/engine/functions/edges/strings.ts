/** @see src/carnot/funcs/builtins/string_ops.h in pixie-io/pixie; recorded answers. */
import { bytes, edgesOf, INT64_MAX, INT64_MIN, type FunctionEdges } from './edge.ts';

export const STRING_EDGES: readonly FunctionEdges[] = [
  edgesOf('contains text text', {
    'nothing is in everything': ['abc', '', true],
    'of nothing': ['', 'a', false],
    'minds the case': ['abc', 'B', false],
    'of a raw byte': [bytes(0x61, 0xff), bytes(0xff), true],
  }),
  edgesOf('length text', {
    'of nothing': ['', 0n],
    'counts bytes': ['héllo', 6n],
    'of raw bytes': [bytes(0xff, 0xfe, 0x41), 3n],
    'with a NUL': ['a\u0000b', 3n],
  }),
  edgesOf('find text text', {
    'what is not there': ['abc', 'x', -1n],
    'nothing is at the start': ['abc', '', 0n],
    'counts bytes': ['日本', '本', 3n],
    'after raw bytes': [bytes(0xff, 0xff, 0x61), 'a', 2n],
  }),
  edgesOf('substring text int int', {
    'in the middle': ['hello', 1n, 3n, 'ell'],
    'ends with the text': ['hello', 3n, INT64_MAX, 'lo'],
    'at the end': ['hello', 5n, 1n, ''],
    'beyond the end': ['hello', 6n, 1n, ''],
    'from before the start': ['hello', -1n, 3n, ''],
    'of a negative length': ['hello', 1n, -1n, ''],
    'from far away': ['hello', INT64_MIN, INT64_MIN, ''],
    'counts bytes': ['日本', 3n, 3n, '本'],
    'may cut a character': ['é', 1n, 1n, bytes(0xa9)],
  }),
  edgesOf('tolower text', {
    'only of ASCII': ['ABC É', 'abc É'],
    'of raw bytes': [bytes(0xff, 0x41), bytes(0xff, 0x61)],
  }),
  edgesOf('toupper text', { 'only of ASCII': ['abc éß', 'ABC éß'], 'of nothing': ['', ''] }),
  edgesOf('trim text', {
    'all white space of ASCII': [' \t\n\v\f\rab c\r\f\v\n\t ', 'ab c'],
    'nothing else': ['\u00a0a\u00a0', '\u00a0a\u00a0'],
    'of white space alone': ['  \t', ''],
  }),
  edgesOf('strip_prefix text text', {
    'has the prefix first': ['pl/', 'pl/kelvin', 'kelvin'],
    'that is not there': ['x', 'kelvin', 'kelvin'],
    'of the whole': ['ab', 'ab', ''],
    'of raw bytes': [bytes(0xff), bytes(0xff, 0x41), 'A'],
  }),
  edgesOf('atoi text int', {
    'of what is no number': ['abc', 7n, 7n],
    'with white space and sign': [' +42\n', 7n, 42n],
    'beyond int64': ['9223372036854775808', 7n, 7n],
    'the smallest': ['-9223372036854775808', 7n, INT64_MIN],
    'not hexadecimal': ['0x1F', 7n, 7n],
    'not a fraction': ['1.0', 7n, 7n],
    'not with an exponent': ['1e3', 7n, 7n],
    'not with separators': ['1_000', 7n, 7n],
    'of nothing': ['', 7n, 7n],
    'of a sign alone': ['-', 7n, 7n],
  }),
  edgesOf('itoa int', {
    'the smallest': [INT64_MIN, '-9223372036854775808'],
    'of zero': [0n, '0'],
  }),
  edgesOf('hex_to_ascii text', {
    'two digits a byte': ['4142', 'AB'],
    'of nothing': ['', ''],
    'of an odd length': ['414', ''],
    'of no digits': ['4x', ''],
    'a sign counts as a digit': ['-7', bytes(0xf9)],
    'so does white space': [' 7', '\u0007'],
    'of any byte': ['ff00', bytes(0xff, 0x00)],
    'without separators': ['41:42', ''],
  }),
  edgesOf('bytes_to_hex text', {
    'in capitals': [bytes(0xab, 0x00), '\\xAB\\x00'],
    'of nothing': ['', ''],
    'of each byte': ['é', '\\xC3\\xA9'],
  }),
];
