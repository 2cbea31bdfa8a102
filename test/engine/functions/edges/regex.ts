/** @see src/carnot/funcs/builtins/regex_ops.h in pixie-io/pixie and RE2's syntax */
import { edgesOf, type FunctionEdges } from './edge.ts';

export const REGEX_EDGES: readonly FunctionEdges[] = [
  edgesOf("regex_match text = px.regex_match('a.c', df.a)", {
    'of the whole text only': ['xabc', false],
    'a dot is a newline too': ['a\nc', true],
    'of nothing': ['', false],
    'a dot is one character': ['aéc', true],
  }),
  edgesOf("regex_match text = px.regex_match('(a|ab)(c|bcd)', df.a)", {
    'tries every way': ['abcd', true],
  }),
  edgesOf("regex_match text = px.regex_match('(', df.a)", {
    'never with a wrong pattern': ['(', false],
  }),
  edgesOf("regex_match text = px.regex_match('(?=a)a', df.a)", {
    'RE2 has no look-ahead': ['a', false],
  }),
  edgesOf("regex_match text = px.regex_match('(?i)ABC', df.a)", {
    'flags within the pattern': ['abc', true],
  }),
  edgesOf("replace text text = px.replace('a.', df.a, df.b)", {
    'every match': ['abac', 'x', 'xx'],
    'a dot is no newline': ['a\nab', 'x', 'a\nx'],
    'all of a match': ['ab', '[\\0]', '[ab]'],
    'by a backslash': ['ab', '\\\\', '\\'],
    'of a group that is not there': [
      'ab',
      '\\1',
      'Invalid regex in substitution string: Rewrite schema requires 1 matches, but the regexp only has 0 parenthesized subexpressions.',
    ],
    'by what is no escape': [
      'zz',
      '\\x',
      "Invalid regex in substitution string: Rewrite schema error: '\\' must be followed by a digit or '\\'.",
    ],
    'by half an escape': [
      'zz',
      'b\\',
      "Invalid regex in substitution string: Rewrite schema error: '\\' not allowed at end.",
    ],
  }),
  edgesOf("replace text text = px.replace('([a-z]+)(?:-)(?P<n>[0-9(]+)', df.a, df.b)", {
    'by groups, named ones too': ['ab-12', '\\2\\1', '12ab'],
    'of a third of two': [
      'ab-12',
      '\\3',
      'Invalid regex in substitution string: Rewrite schema requires 3 matches, but the regexp only has 2 parenthesized subexpressions.',
    ],
  }),
  edgesOf("replace text text = px.replace('x*', df.a, df.b)", {
    'of nothing, everywhere': ['ab', '-', '-a-b-'],
  }),
  edgesOf("replace text text = px.replace('[', df.a, df.b)", {
    'with a wrong pattern': ['a', 'b', 'Invalid regex expr: missing ]: ['],
  }),
  edgesOf(
    `_match_regex_rule text = px._match_regex_rule('{"first": "a.*", "broken": "(", "second": ".*b"}', df.a)`,
    {
      'the first that fits': ['ab', 'first'],
      another: ['xb', 'second'],
      none: ['x', ''],
      'a dot is a newline too': ['a\nx', 'first'],
      'of nothing': ['', ''],
    },
  ),
  edgesOf(`_match_regex_rule text = px._match_regex_rule('{}', df.a)`, { 'no rules': ['a', ''] }),
];
