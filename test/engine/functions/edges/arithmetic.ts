/** @see src/carnot/funcs/builtins/math_ops.h and conditionals.h in pixie-io/pixie; recorded answers. */
import { edgesOf, INT64_MAX, INT64_MIN, type FunctionEdges } from './edge.ts';

const EPSILON = 2 ** -52;

export const ARITHMETIC_EDGES: readonly FunctionEdges[] = [
  edgesOf('add int int = df.a + df.b', {
    'wraps upwards': [INT64_MAX, 1n, INT64_MIN],
    'wraps downwards': [INT64_MIN, -1n, INT64_MAX],
  }),
  edgesOf('add float int = df.a + df.b', { 'a whole number becomes a double': [0.5, 2n, 2.5] }),
  edgesOf('add text text = df.a + df.b', {
    'joins texts': ['a', 'é', 'aé'],
    'keeps raw bytes': [Buffer.from([0xff]), 'a', Buffer.from([0xff, 0x61])],
    'of nothing': ['', '', ''],
  }),
  edgesOf('add time int = df.a + df.b', { 'is a time': [5n, -7n, -2n] }),
  edgesOf('subtract int int = df.a - df.b', {
    'wraps downwards': [INT64_MIN, 1n, INT64_MAX],
    'of the smallest from zero': [0n, INT64_MIN, INT64_MIN],
  }),
  edgesOf('subtract time time = df.a - df.b', { 'is a number of ns': [5n, 7n, -2n] }),
  edgesOf('subtract float float = df.a - df.b', {
    'of infinities is no number': [Infinity, Infinity, NaN],
  }),
  edgesOf('multiply int int = df.a * df.b', {
    wraps: [INT64_MAX, 2n, -2n],
    'of the smallest by -1 wraps': [INT64_MIN, -1n, INT64_MIN],
  }),
  edgesOf('multiply float float = df.a * df.b', {
    'of zero and infinity is no number': [0, Infinity, NaN],
  }),
  edgesOf('divide int int = df.a / df.b', {
    'is never whole': [7n, 2n, 3.5],
    'by zero': [1n, 0n, Infinity],
    'a negative by zero': [-1n, 0n, -Infinity],
    'zero by zero': [0n, 0n, NaN],
  }),
  edgesOf('modulo int int = df.a % df.b', {
    'has the sign of the dividend': [-7n, 3n, -1n],
    'whatever the sign of the divisor': [7n, -3n, 1n],
    'of the smallest by -1': [INT64_MIN, -1n, 0n],
  }),
  edgesOf('modulo time int = df.a % df.b', { 'of a time': [1_005n, 10n, 5n] }),
  edgesOf('bin int int', {
    'rounds towards zero': [-7n, 5n, -5n],
    'of a multiple': [10n, 5n, 10n],
    'with a negative width': [7n, -5n, 5n],
  }),
  edgesOf('bin float int', {
    'cuts the fraction first': [9.99, 5n, 5n],
    'cuts towards zero': [-9.99, 5n, -5n],
    'of what no integer holds': [1e300, 1n, INT64_MIN],
  }),
  edgesOf('bin time time', { 'of a time': [1_009n, 10n, 1_000n] }),
  edgesOf('negate int = -df.a', {
    'of the smallest wraps': [INT64_MIN, INT64_MIN],
    'of one': [1n, -1n],
  }),
  edgesOf('negate float = -df.a', { 'of infinity': [Infinity, -Infinity] }),
  edgesOf('invert int = ~df.a', {
    'of zero': [0n, -1n],
    'of the smallest': [INT64_MIN, INT64_MAX],
  }),
  edgesOf('abs int', {
    'of the smallest wraps': [INT64_MIN, INT64_MIN],
    'of a negative': [-3n, 3n],
  }),
  edgesOf('abs float', {
    'of negative infinity': [-Infinity, Infinity],
    'of no number': [NaN, NaN],
  }),
  edgesOf('ceil float', {
    'of a negative': [-1.5, -1n],
    'of what no integer holds': [1e300, INT64_MIN],
    'of no number': [NaN, INT64_MIN],
  }),
  edgesOf('floor float', {
    'of a negative': [-1.5, -2n],
    'of infinity': [Infinity, INT64_MIN],
    'of no number': [NaN, INT64_MIN],
  }),
  edgesOf('round float int', {
    'is text': [2.5, 0n, '2'],
    'half to even': [3.5, 0n, '4'],
    'pads with zeros': [1.5, 3n, '1.500'],
    'fewer than no decimals are six': [1.5, -1n, '1.500000'],
    'of infinity': [-Infinity, 2n, '-inf'],
  }),
  edgesOf('log float float', {
    'has the base first': [10, 1000, 3],
    'of zero': [10, 0, -Infinity],
    'of a negative': [10, -1, NaN],
    'to the base 1': [1, 5, Infinity],
  }),
  edgesOf('ln float', { 'of one': [1, 0], 'of zero': [0, -Infinity], 'of a negative': [-1, NaN] }),
  edgesOf('log2 int', { 'of 8': [8n, 3], 'of zero': [0n, -Infinity], 'of a negative': [-8n, NaN] }),
  edgesOf('log10 float', {
    'of 0.01': [0.01, -2],
    'of zero': [0, -Infinity],
    'of a negative': [-1, NaN],
  }),
  edgesOf('exp float', {
    'of zero': [0, 1],
    'too large': [1000, Infinity],
    'too small': [-1000, 0],
  }),
  edgesOf('sqrt float', { 'of 9': [9, 3], 'of a negative': [-1, NaN] }),
  edgesOf('pow float float', {
    'zero to zero': [0, 0, 1],
    'a negative to a fraction': [-8, 0.5, NaN],
    'zero to a negative': [0, -1, Infinity],
  }),
  edgesOf('logicalAnd int int = df.a and df.b', {
    'any number but zero is true': [2n, -1n, true],
    'zero is false': [2n, 0n, false],
  }),
  edgesOf('logicalOr bool bool = df.a or df.b', {
    'of two false': [false, false, false],
    'of one true': [false, true, true],
  }),
  edgesOf('logicalNot int = not df.a', { 'of zero': [0n, true], 'of a negative': [-5n, false] }),
  edgesOf('equal float float = df.a == df.b', {
    'is nearly equal': [1, 1 + EPSILON / 2, true],
    'no further than the epsilon': [1, 1 + EPSILON, false],
    'never of no number': [NaN, NaN, false],
    'never of infinities, whose difference is no number': [Infinity, Infinity, false],
  }),
  edgesOf('equal bool int = df.a == df.b', {
    'true is one': [true, 1n, true],
    'and not two': [true, 2n, false],
  }),
  edgesOf('equal text text = df.a == df.b', {
    'by bytes': ['\u00e9', 'e\u0301', false],
    'of raw bytes': [Buffer.from([0xff]), Buffer.from([0xff]), true],
  }),
  edgesOf('notEqual float float = df.a != df.b', {
    'not at the epsilon itself': [1, 1 + EPSILON, false],
    'beyond it': [1, 1 + 2 * EPSILON, true],
    'nor of no number': [NaN, 1, false],
  }),
  edgesOf('notEqual int float = df.a != df.b', {
    exactly: [1n, 1.0000001, true],
    'of no number': [1n, NaN, true],
  }),
  edgesOf('approxEqual float float', {
    'within the epsilon': [0.1 + 0.2, 0.3, true],
    'and not beyond': [1, 1.0001, false],
  }),
  edgesOf('greaterThan float float = df.a > df.b', {
    'never with no number': [NaN, 1, false],
    'on either side': [1, NaN, false],
    'of infinity': [Infinity, 1e308, true],
  }),
  edgesOf('greaterThan text text = df.a > df.b', {
    'by bytes': ['a', 'B', true],
    'the longer': ['ab', 'a', true],
  }),
  edgesOf('greaterThanEqual float float = df.a >= df.b', {
    'never of no number': [NaN, NaN, false],
    'of equals': [1, 1, true],
  }),
  edgesOf('lessThan text text = df.a < df.b', {
    'beyond ASCII after ASCII': ['z', 'é', true],
    'of nothing': ['', '', false],
  }),
  edgesOf('lessThan float float = df.a < df.b', { 'never with no number': [1, NaN, false] }),
  edgesOf('lessThanEqual int int = df.a <= df.b', {
    'of the ends': [INT64_MIN, INT64_MAX, true],
    'of equals': [5n, 5n, true],
  }),
  edgesOf('select bool int int', {
    'of true': [true, 1n, 2n, 1n],
    'of false': [false, 1n, 2n, 2n],
  }),
  edgesOf('select bool float float = px.select(df.a, df.b / df.c, df.b)', {
    'computes both, and neither fails': [false, 1, 0, 1],
  }),
  edgesOf('time_to_int64 time', {
    'of a time': [1_700_000_000_123_456_789n, 1_700_000_000_123_456_789n],
  }),
  edgesOf('int64_to_time int', { 'of a negative': [-1n, -1n] }),
];
