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

/** @see src/carnot/funcs/builtins/sql_ops.cc and sql_ops_test.cc in pixie-io/pixie */
export const SQL_EDGES: readonly FunctionEdges[] = [
  edgesOf('normalize_mysql text int', {
    'numbers and texts': [
      `SELECT * FROM t WHERE a=@a AND b='x' AND c=5`,
      3n,
      `{"query":"SELECT * FROM t WHERE a=@a AND b=? AND c=?","params":["'x'","5"]}`,
    ],
    'of an execution': [
      'query=[SELECT 1, ? FROM t] params=[1234]',
      23n,
      '{"query":"SELECT ?, ? FROM t","params":["1","1234"]}',
    ],
    'words that are values': [
      `INSERT INTO t VALUES (true, X'DEADBEEF', 1.23)`,
      3n,
      `{"query":"INSERT INTO t VALUES (?, ?, ?)","params":["true","X'DEADBEEF'","1.23"]}`,
    ],
    'NULL where it is none': [
      'CREATE TABLE t (a varchar(20) NOT NULL)',
      3n,
      '{"query":"CREATE TABLE t (a varchar(20) NOT NULL)","params":[]}',
    ],
    'another command': ['SELECT 1', 1n, `{"error":"cmd_code must be one of '3' or '23'"}`],
    'too few values': [
      'SELECT ?',
      3n,
      '{"error":"Query has more parameter placeholders in it than parameter values were passed in"}',
    ],
    'what is no text': [
      bytes(0xbf, 0xef),
      3n,
      '{"error":"Invalid UTF-8 byte sequence in SQL query"}',
    ],
    'of nothing': ['', 3n, '{"query":"","params":[]}'],
  }),
  edgesOf('normalize_pgsql text text', {
    'numbers and texts': [
      `SELECT length(a) + 1 FROM "t2" WHERE b='x'`,
      'Query',
      `{"query":"SELECT length(a) + $1 FROM \\"t2\\" WHERE b=$2","params":["1","'x'"]}`,
    ],
    'of an execution': [
      `query=[SELECT * FROM test WHERE prop=$1 AND prop2='abcd'] params=['1234']`,
      'Execute',
      `{"query":"SELECT * FROM test WHERE prop=$1 AND prop2=$2","params":["'1234'","'abcd'"]}`,
    ],
    'a value given twice': [
      `query=[SELECT $1, 7, $1] params=['a']`,
      'Execute',
      `{"query":"SELECT $1, $2, $3","params":["'a'","7","'a'"]}`,
    ],
    escapes: [
      String.raw`SELECT E'\\xDEADBEEF'`,
      'Query',
      String.raw`{"query":"SELECT $1","params":["E'\\\\xDEADBEEF'"]}`,
    ],
    'a text between dollars': [
      "SELECT $a$it's 5$a$, $b$",
      'Query',
      `{"query":"SELECT $1, $b$","params":["$a$it's 5$a$"]}`,
    ],
    'sizes of types': [
      'CREATE TABLE test (name varchar(20), foo int)',
      'Query',
      '{"query":"CREATE TABLE test (name varchar(20), foo int)","params":[]}',
    ],
    'another command': [
      'SELECT 1',
      'Parse',
      `{"error":"cmd_code must be one of 'Query' or 'Execute'"}`,
    ],
    'placeholders without values': [
      'SELECT $1',
      'Query',
      '{"error":"Query has more parameter placeholders in it than parameter values were passed in"}',
    ],
    'a placeholder of no number': ['SELECT $0', 'Query', '{"error":"Placeholder $0 invalid"}'],
    'what is no text': [
      bytes(0xbf, 0xef),
      'Query',
      '{"error":"Invalid UTF-8 byte sequence in SQL query"}',
    ],
  }),
];

const CLUSTERS = '[{"c":["a","*"],"m":[]},{"c":["b","*"],"m":[["b","1"],["b","2"]]}]';

/** @see src/carnot/funcs/builtins/request_path_ops.cc and request_path_ops_test.cc in pixie-io/pixie */
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

/** @see src/carnot/funcs/net/net_ops.h and net_ops_test.cc in pixie-io/pixie */
export const CIDR_EDGES: readonly FunctionEdges[] = [
  edgesOf('cidrs_contain_ip text text', {
    'the first and last address': ['["10.0.0.0/8"]', '10.255.255.255', true],
    'one beyond': ['["10.0.0.0/8"]', '11.0.0.0', false],
    'a single address': ['["10.0.0.1/32"]', '10.0.0.1', true],
    'one of several': ['["192.168.0.0/16","10.0.0.0/24"]', '10.0.0.7', true],
    IPv6: ['["fd00::/8"]', 'fd12::1', true],
    'IPv4 in a network of IPv6': ['["::ffff:10.0.0.0/104"]', '10.1.2.3', true],
    'one that is no network is passed over': ['["10.0.0.0","10.0.0.0/24"]', '10.0.0.7', true],
    'too long a prefix': ['["10.0.0.0/33"]', '10.0.0.0', false],
    'a list with a number': ['["10.0.0.0/8",5]', '10.0.0.1', false],
    'malformed JSON': ['["10.0.0.0/8"', '10.0.0.1', false],
    'what is no address': ['["0.0.0.0/0"]', '10.0.0.256', false],
    'an address with leading zeros': ['["10.0.0.0/8"]', '010.0.0.1', false],
  }),
];
