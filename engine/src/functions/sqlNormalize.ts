/**
 * SQL statements with their literals taken out, so that statements of one shape compare equal.
 *
 * @see src/carnot/funcs/builtins/sql_ops.cc and sql_parsing/normalization.h in pixie-io/pixie
 */
import { isUtf8 } from 'node:buffer';
import { bytesOfText } from './bytes.ts';
import { jsonString } from '#proto';
import type { ScriptFunction } from '../store/scriptFunctions.ts';
import { argSql, differing, sql, type ScalarRule } from './rules.ts';

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

/** What a part of a statement is. */
type Kind = 'comment' | 'text' | 'double' | 'name' | 'param' | 'word' | 'number' | 'other';

/** Parts that go on to where they are closed. */
const DELIMITED: readonly (readonly [kind: Kind, opening: RegExp, whole: RegExp])[] = [
  ['comment', /\/\*/uy, /\/\*[\s\S]*?\*\//uy],
  ['text', /[xXbBnNeE]?'/uy, /[xXbBnNeE]?'(?:[^'\\]|\\.|'')*'/suy],
  ['double', /"/uy, /"(?:[^"\\]|\\.|"")*"/suy],
  ['name', /`/uy, /`[^`]*`/uy],
];

/** Types with their size, and NULL where it is no value. */
const FIXED = [
  /\b(?:varchar|varying|character|char|varbinary|binary|bit|decimal|numeric|dec|float|double|real|(?:tiny|small|medium|big)?int|integer|timestamp|datetime|time|year|interval)\s{0,9}\([\s0-9,]{0,30}\)/u,
  /\b(?:is|not|default)\s{1,9}null\b/u,
];
const SIMPLE = new RegExp(
  [
    /(?<comment>--[^\n]*|@[A-Za-z0-9_.$]+)/u.source,
    /(?<param>\$[0-9]+|\?)/u.source,
    `(?<other>${FIXED.map(({ source }) => source).join('|')})`,
    /(?<word>[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*)/u.source,
    /(?<number>0[xX][0-9A-Fa-f]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/u.source,
    /(?<blank>[^A-Za-z0-9_$\u0080-\uffff'"`/.?@-]+|[\s\S])/u.source,
  ].join('|'),
  'iuy',
);

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/**
 * The parts of a statement in order. What is opened and never closed is no part; that is found out
 * once for each way to open, so that a statement of openings takes no longer than others.
 */
function* partsOf(statement: string): Generator<readonly [kind: Kind, text: string]> {
  const open = new Set<string>();
  const tags = lastTags(statement);
  for (let at = 0; at < statement.length;) {
    const delimited = delimitedAt(statement, at, open) ?? taggedAt(statement, at, tags);
    const simple = delimited === undefined ? matchAt(SIMPLE, statement, at) : null;
    const groups = simple?.groups ?? {};
    const kind = KINDS.find((one) => groups[one] !== undefined) ?? 'other';
    const part = delimited ?? ([kind, simple?.[0] ?? statement.slice(at)] as const);
    yield part;
    at += part[1].length;
  }
}

const KINDS = ['comment', 'param', 'word', 'number'] as const;

const TAG = /\$[A-Za-z_]*\$/uy;

/** Where each tag of a text between dollars, such as `$body$`, stands last. */
function lastTags(statement: string): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (let at = statement.indexOf('$'); at >= 0; at = statement.indexOf('$', at + 1)) {
    const tag = matchAt(TAG, statement, at)?.[0];
    if (tag !== undefined) last.set(tag, at);
  }
  return last;
}

function taggedAt(
  statement: string,
  at: number,
  tags: ReadonlyMap<string, number>,
): readonly [kind: Kind, text: string] | undefined {
  const tag = matchAt(TAG, statement, at)?.[0];
  if (tag === undefined || (tags.get(tag) ?? at) < at + tag.length) return undefined;
  const end = statement.indexOf(tag, at + tag.length) + tag.length;
  return ['text', statement.slice(at, end)];
}

function delimitedAt(
  statement: string,
  at: number,
  open: Set<string>,
): readonly [kind: Kind, text: string] | undefined {
  for (const [kind, opening, whole] of DELIMITED) {
    const opened = matchAt(opening, statement, at)?.[0];
    if (opened === undefined) continue;
    // A prefix changes nothing about where a text ends.
    const way = opened.replace(/^[A-Za-z]/u, '');
    if (open.has(way)) return undefined;
    const found = matchAt(whole, statement, at)?.[0];
    if (found !== undefined) return [kind, found];
    open.add(way);
    return undefined;
  }
  return undefined;
}

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
  const written = ([kind, text]: readonly [kind: Kind, text: string]): string => {
    switch (kind) {
      case 'text':
      case 'number':
        return place(text);
      case 'double':
        return dialect.doubleQuotesAreText ? place(text) : text;
      case 'word':
        return dialect.constants.test(text) ? place(text) : text;
      case 'param': {
        const index = dialect.indexOf(text, given++);
        const value = values[index];
        if (value !== undefined) return place(value);
        problem ??= index < 0 ? `Placeholder ${text} invalid` : TOO_FEW;
        return text;
      }
      case 'comment':
      case 'name':
      case 'other':
        return text;
    }
  };
  const query = Array.from(partsOf(statement), written).join('');
  if (problem !== undefined) return errorJson(problem);
  return `{"query":${jsonString(query)},"params":[${params.map(jsonString).join(',')}]}`;
}

const errorJson = (error: string): string => `{"error":${jsonString(error)}}`;
