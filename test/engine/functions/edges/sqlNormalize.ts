/** @see src/carnot/funcs/builtins/sql_ops.cc and sql_ops_test.cc in pixie-io/pixie */
import { bytes, edgesOf, type FunctionEdges } from './edge.ts';

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
