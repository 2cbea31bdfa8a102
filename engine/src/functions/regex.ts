/**
 * Functions of regular expressions. RE2's own syntax is DuckDB's; an invalid pattern is known before
 * the query starts.
 *
 * @see src/carnot/funcs/builtins/regex_ops.h in pixie-io/pixie
 */
import type { CallExpr } from '#language';
import { quoteString } from '../store/quoting.ts';
import { readJson } from '#proto';
import type { ScriptFunction } from '../store/scriptFunctions.ts';
import { argSql, argText, sql, type ScalarRule } from './rules.ts';

/** A dot matches a newline too. */
const fullMatch = (text: string, pattern: string): string =>
  `regexp_full_match(${text}, ${quoteString(pattern)}, 's')`;

const regexMatch: ScalarRule = sql((args, context) => {
  const pattern = argText(args, 0);
  return context.invalidPatterns.has(pattern) ? 'false' : fullMatch(argSql(args, 1), pattern);
});

const BAD_SUBSTITUTION = quoteString('Invalid regex in substitution string: ');

/** Unlike in a match, a dot matches no newline. */
const replace: ScalarRule = sql((args, context) => {
  const pattern = argText(args, 0);
  const problem = context.invalidPatterns.get(pattern);
  if (problem !== undefined) return quoteString(`Invalid regex expr: ${problem}`);
  const [text, substitution] = [argSql(args, 1), argSql(args, 2)];
  const found = `px_js_substitution_problem(${substitution}, ${String(groupCount(pattern))})`;
  return `(CASE WHEN contains(${substitution}, '\\') AND ${found} <> '' THEN ${BAD_SUBSTITUTION} || ${found}
    ELSE regexp_replace(${text}, ${quoteString(pattern)}, ${substitution}, 'g') END)`;
});

const matchRule: ScalarRule = sql((args, context) => {
  const text = argSql(args, 1);
  const arms = rulesOf(argText(args, 0))
    .filter(([, pattern]) => !context.invalidPatterns.has(pattern))
    .map(([name, pattern]) => `WHEN ${fullMatch(text, pattern)} THEN ${quoteString(name)}`);
  return arms.length === 0 ? "''" : `(CASE ${arms.join(' ')} ELSE '' END)`;
});

export const REGEX_FUNCTIONS: Readonly<Record<string, ScalarRule>> = {
  regex_match: regexMatch,
  replace,
  _match_regex_rule: matchRule,
};

export const REGEX_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'substitution_problem',
    parameters: ['STRING', 'INT64'],
    returns: 'STRING',
    call: (substitution, groups) => substitutionProblem(String(substitution), Number(groups)),
  },
];

/** The patterns a call names, which the engine asks RE2 about before it builds the query. */
export function patternsOf({ name, args: [first] }: CallExpr): readonly string[] {
  if (first?.kind !== 'literal' || !(name in REGEX_FUNCTIONS)) return [];
  const text = String(first.value);
  return name === '_match_regex_rule' ? rulesOf(text).map(([, pattern]) => pattern) : [text];
}

/** Names and patterns. @throws Error where Carnot refuses the query. */
function rulesOf(json: string): readonly (readonly [name: string, pattern: string])[] {
  const value = readJson(json);
  if (value?.kind !== 'object') {
    throw new Error('px._match_regex_rule: the rules are no JSON object of patterns by name');
  }
  return value.members.map(([name, pattern]) => {
    if (pattern.kind === 'string') return [name, pattern.value] as const;
    throw new Error(`px._match_regex_rule: the pattern of ${name} is no string`);
  });
}

/** What RE2 says of a substitution; '' when it can be used. @see re2/re2.h (CheckRewriteString) */
function substitutionProblem(text: string, groups: number): string {
  let highest = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
    const next = text[at + 1];
    if (next === undefined) return "Rewrite schema error: '\\' not allowed at end.";
    if (/[0-9]/u.test(next)) highest = Math.max(highest, Number(next));
    else if (next !== '\\') {
      return "Rewrite schema error: '\\' must be followed by a digit or '\\'.";
    }
  }
  if (highest <= groups) return '';
  return `Rewrite schema requires ${String(highest)} matches, but the regexp only has ${String(groups)} parenthesized subexpressions.`;
}

/** Escapes, quoted text and classes hold no groups; nor do parentheses with flags. */
const GROUPS =
  /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]])*\]|(?<group>\((?!\?)|\(\?P?<[^=!])/gu;

const groupCount = (pattern: string): number =>
  [...pattern.matchAll(GROUPS)].filter(({ groups }) => groups?.['group'] !== undefined).length;
