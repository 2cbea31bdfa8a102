/**
 * SQL statements with their literals taken out, so that statements of one shape compare equal.
 *
 * @see src/carnot/funcs/builtins/sql_ops.cc and sql_parsing/normalization.h in pixie-io/pixie
 */
import { isUtf8 } from 'node:buffer';
import { bytesOfText } from './bytes.ts';
import { jsonString } from './jsonText.ts';
import { argSql, differing, sql, type ScalarRule, type ScriptFunction } from './rules.ts';

const COM_QUERY = 3n;
const COM_STMT_EXECUTE = 23n;

const script = (name: string): ScalarRule =>
  sql((args) => `px_js_${name}(${argSql(args, 0)}, ${argSql(args, 1)})`);

const ALL_STATEMENTS =
  'by words, so that statements which the parser of a cluster refuses are normalised too';

export const SQL_FUNCTIONS: Readonly<Record<string, ScalarRule>> = {
  normalize_mysql: differing(ALL_STATEMENTS, script('normalize_mysql')),
  normalize_pgsql: differing(ALL_STATEMENTS, script('normalize_pgsql')),
};

export const SQL_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'normalize_mysql',
    parameters: ['STRING', 'INT64'],
    returns: 'STRING',
    call: (statement, command) => {
      const text = String(statement);
      if (command === COM_QUERY) return normalized(text, [], MYSQL);
      if (command === COM_STMT_EXECUTE) return normalizedExecute(text, MYSQL);
      return errorJson(wrongCommand(String(COM_QUERY), String(COM_STMT_EXECUTE)));
    },
  },
  {
    name: 'normalize_pgsql',
    parameters: ['STRING', 'STRING'],
    returns: 'STRING',
    call: (statement, command) => {
      const text = String(statement);
      if (command === 'Query') return normalized(text, [], PGSQL);
      if (command === 'Execute') return normalizedExecute(text, PGSQL);
      return errorJson(wrongCommand('Query', 'Execute'));
    },
  },
];

const wrongCommand = (query: string, execute: string): string =>
  `cmd_code must be one of '${query}' or '${execute}'`;

interface Dialect {
  /** In place of the literal with this number, from 1. */
  readonly placeholder: (count: number) => string;
  /** Double quotes are strings for MySQL and names for PostgreSQL. */
  readonly doubleQuotesAreText: boolean;
  readonly constants: RegExp;
  /** Which of the given values a placeholder stands for; `count` are before it. */
  readonly indexOf: (placeholder: string, count: number) => number;
}

const MYSQL: Dialect = {
  placeholder: () => '?',
  doubleQuotesAreText: true,
  constants: /^(?:true|false|null)$/iu,
  indexOf: (_, count) => count,
};
const PGSQL: Dialect = {
  placeholder: (count) => `$${String(count)}`,
  doubleQuotesAreText: false,
  constants: /^(?:true|false)$/iu,
  indexOf: (placeholder) => Number(placeholder.slice(1)) - 1,
};

/** As the protocol tracers write an execution: `query=[...] params=[a, b]`. */
function normalizedExecute(text: string, dialect: Dialect): string {
  const inside = withoutPrefix(text, 'query=[');
  const close = inside.indexOf(']');
  const query = close < 0 ? inside : inside.slice(0, close);
  const rest = withoutPrefix(inside.slice(query.length), '] params=[');
  const end = rest.lastIndexOf(']');
  return normalized(query, (end < 0 ? rest : rest.slice(0, end)).split(', '), dialect);
}

const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;

/** Comments, quoted names, words, placeholders, literals; anything else is one character. */
const TOKEN = new RegExp(
  [
    /(?<skip>--[^\n]*|\/\*[\s\S]*?\*\/|@[A-Za-z0-9_.$]+)/u.source,
    /(?<dollar>\$(?<tag>[A-Za-z_]*)\$[\s\S]*?\$\k<tag>\$)/u.source,
    /(?<text>[xXbBnNeE]?'(?:[^'\\]|\\.|'')*')/u.source,
    /(?<double>"(?:[^"\\]|\\.|"")*")/u.source,
    /(?<name>`[^`]*`)/u.source,
    /(?<param>\$[0-9]+|\?)/u.source,
    // A type with its size, and NULL where it is no value.
    /(?<type>\b(?:varchar|varying|character|char|varbinary|binary|bit|decimal|numeric|dec|float|double|real|(?:tiny|small|medium|big)?int|integer|timestamp|datetime|time|year|interval)\s*\([\s0-9,]*\))/iu
      .source,
    /(?<fixed>\b(?:is|not|default)\s+null\b)/iu.source,
    /(?<word>[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*)/u.source,
    /(?<number>0[xX][0-9A-Fa-f]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/u.source,
  ].join('|'),
  'gisu',
);

const TOO_FEW = 'Query has more parameter placeholders in it than parameter values were passed in';

/** `values` are what the placeholders of the statement stand for. */
function normalized(statement: string, values: readonly string[], dialect: Dialect): string {
  if (!isUtf8(bytesOfText(statement))) return errorJson('Invalid UTF-8 byte sequence in SQL query');
  const params: string[] = [];
  let problem: string | undefined;
  let given = 0;
  const place = (literal: string): string => {
    params.push(literal);
    return dialect.placeholder(params.length);
  };
  const query = statement.replace(TOKEN, (found: string, ...rest: unknown[]) => {
    const groups = groupsOf(rest.at(-1));
    if (groups['double'] !== undefined) return dialect.doubleQuotesAreText ? place(found) : found;
    if (groups['param'] !== undefined) {
      const index = dialect.indexOf(found, given++);
      const value = values[index];
      if (value !== undefined) return place(value);
      problem ??= index < 0 ? `Placeholder ${found} invalid` : TOO_FEW;
    }
    if (groups['text'] ?? groups['dollar'] ?? groups['number']) return place(found);
    return groups['word'] !== undefined && dialect.constants.test(found) ? place(found) : found;
  });
  if (problem !== undefined) return errorJson(problem);
  return `{"query":${jsonString(query)},"params":[${params.map(jsonString).join(',')}]}`;
}

function groupsOf(value: unknown): Readonly<Record<string, string | undefined>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const errorJson = (error: string): string => `{"error":${jsonString(error)}}`;
