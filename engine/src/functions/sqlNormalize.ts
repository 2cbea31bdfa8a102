/**
 * SQL statements with their literals taken out, so that statements of one shape compare equal.
 *
 * @see src/carnot/funcs/builtins/sql_ops.h in pixie-io/pixie
 */
import { jsonString } from './jsonText.ts';
import { argSql, sql, type ScalarRule, type ScriptFunction } from './rules.ts';

type Dialect = 'mysql' | 'pgsql';

const COM_QUERY = 3n;
const COM_STMT_EXECUTE = 23n;

const script = (name: string): ScalarRule =>
  sql((args) => `px_js_${name}(${argSql(args, 0)}, ${argSql(args, 1)})`);

export const SQL_FUNCTIONS: Readonly<Record<string, ScalarRule>> = {
  normalize_mysql: script('normalize_mysql'),
  normalize_pgsql: script('normalize_pgsql'),
};

export const SQL_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'normalize_mysql',
    parameters: ['STRING', 'INT64'],
    returns: 'STRING',
    call: (statement, command) => {
      if (command !== COM_QUERY && command !== COM_STMT_EXECUTE) {
        return resultJson('', [], `not a query command: ${String(command)}`);
      }
      return normalized(String(statement), 'mysql');
    },
  },
  {
    name: 'normalize_pgsql',
    parameters: ['STRING', 'STRING'],
    returns: 'STRING',
    call: (statement, command) => {
      const tag = String(command);
      if (tag !== 'Query' && tag !== 'Execute' && tag !== 'Parse') {
        return resultJson('', [], `not a query command: ${tag}`);
      }
      return normalized(String(statement), 'pgsql');
    },
  },
];

/** Comments, quoted names, words, placeholders, literals; anything else is one character. */
const TOKEN = new RegExp(
  [
    /(?<skip>--[^\n]*|\/\*[\s\S]*?\*\/)/u.source,
    /(?<dollar>\$(?<tag>[A-Za-z_]*)\$[\s\S]*?\$\k<tag>\$)/u.source,
    /(?<text>[xXbBnNeE]?'(?:[^'\\]|\\.|'')*')/u.source,
    /(?<double>"(?:[^"\\]|\\.|"")*")/u.source,
    /(?<name>`[^`]*`)/u.source,
    /(?<param>\$[0-9]+|\?)/u.source,
    /(?<word>[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*)/u.source,
    /(?<number>0[xX][0-9A-Fa-f]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/u.source,
  ].join('|'),
  'gsu',
);

function normalized(statement: string, dialect: Dialect): string {
  const params: string[] = [];
  const place = (literal: string): string => {
    params.push(literal);
    return dialect === 'mysql' ? '?' : `$${String(params.length)}`;
  };
  const query = statement.replace(TOKEN, (found: string, ...rest: unknown[]) => {
    const groups = groupsOf(rest.at(-1));
    if (groups['skip'] !== undefined || groups['name'] !== undefined) return found;
    // Double quotes are strings for MySQL and names for PostgreSQL.
    if (groups['double'] !== undefined) return dialect === 'mysql' ? place(found) : found;
    if (groups['text'] ?? groups['dollar'] ?? groups['number']) return place(found);
    if (groups['word'] !== undefined && /^(?:true|false|null)$/iu.test(found)) return place(found);
    return found;
  });
  return resultJson(query, params, '');
}

function groupsOf(value: unknown): Readonly<Record<string, string | undefined>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function resultJson(query: string, params: readonly string[], error: string): string {
  return `{"query":${jsonString(query)},"params":[${params.map(jsonString).join(',')}],"error":${jsonString(error)}}`;
}
