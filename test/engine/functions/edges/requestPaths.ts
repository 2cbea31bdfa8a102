/** @see src/carnot/funcs/builtins/request_path_ops.cc and request_path_ops_test.cc in pixie-io/pixie */
import { edgesOf, type FunctionEdges } from './edge.ts';

const CLUSTERS = '[{"c":["a","*"],"m":[]},{"c":["b","*"],"m":[["b","1"],["b","2"]]}]';

export const PATH_EDGES: readonly FunctionEdges[] = [
  edgesOf('_match_endpoint text text', {
    'a wildcard': ['/a/b/c', '/a/b/*', true],
    'only in the template': ['/a/b/*', '/a/b/c', false],
    'another part': ['/a/c/c', '/a/b/*', false],
    'another length': ['/a/b', '/a/b/*', false],
    'without a slash and with a query': ['a/b?x=1', '/a/*', true],
    'of nothing': ['', '/', true],
  }),
  edgesOf('_predict_request_path_cluster text text', {
    'the template': ['/a/7', CLUSTERS, '/a/*'],
    'a path that is listed': ['/b/1', CLUSTERS, '/b/1'],
    'one that is not listed': ['/b/3', CLUSTERS, '/b/*'],
    'nothing in common': ['/c/3', CLUSTERS, '/c/3'],
    'another length': ['/a', CLUSTERS, '/a'],
    'without its query': ['/b/1?x=1', CLUSTERS, '/b/1'],
    'of malformed clusters': ['/a', '[', 'RequestPathClustering::FromJSON: invalid json'],
    'of what are no clusters': ['/a', '{}', 'RequestPathClustering::FromJSON: expected array'],
  }),
];
