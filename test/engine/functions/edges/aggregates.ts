/**
 * @see src/carnot/funcs/builtins/math_ops.h, math_sketches.h, collections.h, request_path_ops.cc and
 * pprof_ops.h in pixie-io/pixie
 */
import { aggregateEdgesOf, INT64_MAX, INT64_MIN, bytes, type AggregateEdges } from './edge.ts';

const SMALLEST_POSITIVE = 2.2250738585072014e-308;
const LARGEST = 1.7976931348623157e308;
const quantiles = (p01: string, p50: string, p99: string): string =>
  `{"p01":${p01},"p10":${p01},"p25":${p01},"p50":${p50},"p75":${p99},"p90":${p99},"p99":${p99}}`;

export const AGGREGATE_EDGES: readonly AggregateEdges[] = [
  aggregateEdgesOf('count text', { 'of no rows': [[], 0n], 'of empty texts': [[[''], ['']], 2n] }),
  aggregateEdgesOf('sum int', {
    'of no rows': [[], 0n],
    wraps: [[[INT64_MAX], [1n]], INT64_MIN],
    'beyond the ends and back': [[[INT64_MAX], [INT64_MAX], [2n]], 0n],
  }),
  aggregateEdgesOf('sum float', {
    'of no rows': [[], 0],
    'of infinities is no number': [[[Infinity], [-Infinity]], NaN],
    'with no number is none': [[[1], [NaN]], NaN],
  }),
  aggregateEdgesOf('sum bool', { 'counts what is true': [[[true], [false], [true]], 2n] }),
  aggregateEdgesOf('mean int', {
    'of no rows is no number': [[], NaN],
    'is never whole': [[[1n], [2n]], 1.5],
    'does not wrap': [[[INT64_MAX], [INT64_MAX]], 2 ** 63],
  }),
  aggregateEdgesOf('mean float', {
    'of no rows is no number': [[], NaN],
    'of infinity': [[[Infinity], [1]], Infinity],
  }),
  aggregateEdgesOf('mean bool', { 'of true and false': [[[true], [false]], 0.5] }),
  aggregateEdgesOf('min int', {
    'of no rows': [[], INT64_MAX],
    'the smallest': [[[INT64_MIN], [0n]], INT64_MIN],
  }),
  aggregateEdgesOf('min float', {
    'of no rows': [[], LARGEST],
    'passes over no number': [[[NaN], [5]], 5],
    'of no numbers alone': [[[NaN]], LARGEST],
    'of infinity alone': [[[Infinity]], LARGEST],
  }),
  aggregateEdgesOf('min time', { 'of no rows': [[], INT64_MAX] }),
  aggregateEdgesOf('max int', {
    'of no rows': [[], INT64_MIN],
    'of negatives': [[[-5n], [-7n]], -5n],
  }),
  aggregateEdgesOf('max float', {
    'of no rows': [[], SMALLEST_POSITIVE],
    'of what is not positive': [[[-5], [0]], SMALLEST_POSITIVE],
    'passes over no number': [[[NaN], [5]], 5],
  }),
  aggregateEdgesOf('max time', { 'of no rows': [[], INT64_MIN] }),
  aggregateEdgesOf('any text', {
    'of no rows': [[], ''],
    'the first': [[['b'], ['a']], 'b'],
    'of raw bytes': [[[bytes(0xff)]], bytes(0xff)],
  }),
  aggregateEdgesOf('any upid', {
    'of no rows': [[], 0n],
    'the first': [[[2n ** 100n], [1n]], 2n ** 100n],
  }),
  aggregateEdgesOf('any float', { 'of no rows': [[], 0], 'no number too': [[[NaN], [1]], NaN] }),
  aggregateEdgesOf('sample text', { 'of no rows': [[], ''], 'of one': [[['a']], 'a'] }),
  aggregateEdgesOf('quantiles float', {
    'of no rows ends before the first': [[], '{"p01":'],
    'of one': [[[5]], quantiles('5.0', '5.0', '5.0')],
    'of two lie between': [[[1], [2]], quantiles('1.0', '1.5', '2.0')],
    'of infinity end there': [[[-Infinity]], '{"p01":'],
  }),
  aggregateEdgesOf('quantiles int', {
    'are doubles': [
      [[INT64_MAX]],
      quantiles('9223372036854776000.0', '9223372036854776000.0', '9223372036854776000.0'),
    ],
  }),
  aggregateEdgesOf('_build_request_path_clusters text', {
    'of no rows': [[], '[]'],
    'of one path': [[['/a/b?x=1']], '[{"c":["a","b"],"m":[["a","b"]]}]'],
    'half alike is alike': [[['/a/1'], ['/a/2']], '[{"c":["a","*"],"m":[["a","1"],["a","2"]]}]'],
    'less is not': [
      [['/a/b/1'], ['/c/d/1']],
      '[{"c":["a","b","1"],"m":[["a","b","1"]]},{"c":["c","d","1"],"m":[["c","d","1"]]}]',
    ],
    'another length is another': [
      [['/a'], ['/a/b']],
      '[{"c":["a"],"m":[["a"]]},{"c":["a","b"],"m":[["a","b"]]}]',
    ],
    'more than five paths are not listed': [
      ['1', '2', '3', '4', '5', '6'].map((last) => [`/a/b/${last}`]),
      '[{"c":["a","b","*"],"m":[]}]',
    ],
    'a wildcard is like nothing': [
      [['/a/1'], ['/a/2'], ['/b/2']],
      '[{"c":["a","*"],"m":[["a","1"],["a","2"]]},{"c":["b","2"],"m":[["b","2"]]}]',
    ],
  }),
  aggregateEdgesOf('pprof text int int', {
    'of two periods': [
      [
        ['main', 1n, 11n],
        ['main', 1n, 12n],
      ],
      'Protobuf `SerializeToString` failed, multiple profiling periods found.',
    ],
  }),
];
