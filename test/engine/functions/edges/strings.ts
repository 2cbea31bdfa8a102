/** @see src/carnot/funcs/builtins/string_ops.h in pixie-io/pixie; recorded answers. */
import { bytes, edgesOf, INT64_MAX, INT64_MIN, type FunctionEdges } from './edge.ts';

export const STRING_EDGES: readonly FunctionEdges[] = [
  edgesOf('contains text text', {
    'nothing is in everything': ['abc', '', true],
    'of nothing': ['', 'a', false],
    'minds the case': ['abc', 'B', false],
    'of a raw byte': [bytes(0x61, 0xff), bytes(0xff), true],
  }),
  edgesOf('length text', {
    'of nothing': ['', 0n],
    'counts bytes': ['héllo', 6n],
    'of raw bytes': [bytes(0xff, 0xfe, 0x41), 3n],
    'with a NUL': ['a\u0000b', 3n],
  }),
  edgesOf('find text text', {
    'what is not there': ['abc', 'x', -1n],
    'nothing is at the start': ['abc', '', 0n],
    'counts bytes': ['日本', '本', 3n],
    'after raw bytes': [bytes(0xff, 0xff, 0x61), 'a', 2n],
  }),
  edgesOf('substring text int int', {
    'in the middle': ['hello', 1n, 3n, 'ell'],
    'ends with the text': ['hello', 3n, INT64_MAX, 'lo'],
    'at the end': ['hello', 5n, 1n, ''],
    'beyond the end': ['hello', 6n, 1n, ''],
    'from before the start': ['hello', -1n, 3n, ''],
    'of a negative length': ['hello', 1n, -1n, ''],
    'from far away': ['hello', INT64_MIN, INT64_MIN, ''],
    'counts bytes': ['日本', 3n, 3n, '本'],
    'may cut a character': ['é', 1n, 1n, bytes(0xa9)],
  }),
  edgesOf('tolower text', {
    'only of ASCII': ['ABC É', 'abc É'],
    'of raw bytes': [bytes(0xff, 0x41), bytes(0xff, 0x61)],
  }),
  edgesOf('toupper text', { 'only of ASCII': ['abc éß', 'ABC éß'], 'of nothing': ['', ''] }),
  edgesOf('trim text', {
    'all white space of ASCII': [' \t\n\v\f\rab c\r\f\v\n\t ', 'ab c'],
    'nothing else': ['\u00a0a\u00a0', '\u00a0a\u00a0'],
    'of white space alone': ['  \t', ''],
  }),
  edgesOf('strip_prefix text text', {
    'has the prefix first': ['pl/', 'pl/kelvin', 'kelvin'],
    'that is not there': ['x', 'kelvin', 'kelvin'],
    'of the whole': ['ab', 'ab', ''],
    'of raw bytes': [bytes(0xff), bytes(0xff, 0x41), 'A'],
  }),
  edgesOf('atoi text int', {
    'of what is no number': ['abc', 7n, 7n],
    'with white space and sign': [' +42\n', 7n, 42n],
    'beyond int64': ['9223372036854775808', 7n, 7n],
    'the smallest': ['-9223372036854775808', 7n, INT64_MIN],
    'not hexadecimal': ['0x1F', 7n, 7n],
    'not a fraction': ['1.0', 7n, 7n],
    'not with an exponent': ['1e3', 7n, 7n],
    'not with separators': ['1_000', 7n, 7n],
    'of nothing': ['', 7n, 7n],
    'of a sign alone': ['-', 7n, 7n],
  }),
  edgesOf('itoa int', {
    'the smallest': [INT64_MIN, '-9223372036854775808'],
    'of zero': [0n, '0'],
  }),
  edgesOf('hex_to_ascii text', {
    'two digits a byte': ['4142', 'AB'],
    'of nothing': ['', ''],
    'of an odd length': ['414', ''],
    'of no digits': ['4x', ''],
    'a sign counts as a digit': ['-7', bytes(0xf9)],
    'so does white space': [' 7', '\u0007'],
    'of any byte': ['ff00', bytes(0xff, 0x00)],
    'without separators': ['41:42', ''],
  }),
  edgesOf('bytes_to_hex text', {
    'in capitals': [bytes(0xab, 0x00), '\\xAB\\x00'],
    'of nothing': ['', ''],
    'of each byte': ['é', '\\xC3\\xA9'],
  }),
];

/** @see src/carnot/funcs/builtins/regex_ops.h in pixie-io/pixie and RE2's syntax */
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

/** @see src/carnot/funcs/builtins/uri_ops.h in pixie-io/pixie */
export const URI_EDGES: readonly FunctionEdges[] = [
  edgesOf('uri_parse text', {
    'of nothing': ['', '{}'],
    'all parts': [
      'http://u:p@h.org:80/p?q=1#f',
      '{"scheme":"http","userInfo":"u:p","host":"h.org","port":80,"path":"p","query":"q=1","fragment":"f"}',
    ],
    'a path with its end': [
      'https://px.dev/community/',
      '{"scheme":"https","host":"px.dev","path":"community/"}',
    ],
    'without a path': ['http://127.0.0.1', '{"scheme":"http","host":"127.0.0.1"}'],
    'with an empty query': ['http://h/?', '{"scheme":"http","host":"h","path":"","query":""}'],
    'with an empty port': ['http://h:/', 'Port parsing failed.'],
    'with too large a port': ['http://h:2147483648/', 'Port parsing failed.'],
    'with a wrong port': ['http://127.0.0.1:-1234', 'Failed to parse URI'],
    'with a blank': ['http://h/a b', 'Failed to parse URI'],
    'with half an escape': ['http://h/%2', 'Failed to parse URI'],
    'of a name alone': ['shop/cart', '{"path":"shop/cart"}'],
    IPv6: ['http://[::1]/a', '{"scheme":"http","host":"::1","path":"a"}'],
  }),
  edgesOf('uri_recompose text text text int text text text', {
    'all parts': [
      'https',
      'u',
      'px.dev',
      8080n,
      'a/b',
      'q=1',
      'f',
      'https://u@px.dev:8080/a/b?q=1#f',
    ],
    'port 0 is left out': ['grpc', '', '127.0.0.1', 0n, '', '', '', 'grpc://127.0.0.1/'],
    'a negative port': ['grpc', '', '127.0.0.1', -10n, 'path', '', '', 'Failed to recompose URI'],
    'user and port need a host': ['a', 'u', '', 5n, 'p', '', '', 'a:/p'],
    'of nothing': ['', '', '', 0n, '', '', '', '/'],
  }),
];

/** @see src/carnot/funcs/builtins/pii_ops.cc and pii_ops_test.cc in pixie-io/pixie */
export const PII_EDGES: readonly FunctionEdges[] = [
  edgesOf('redact_pii_best_effort text', {
    'of nothing': ['', ''],
    'an address with a port': ['10.0.0.1:80', '<REDACTED_IPV4>:80'],
    'no address': ['999.999.0.0', '999.999.0.0'],
    'an address within digits': ['1192.168.0.12', '1<REDACTED_IPV4>'],
    'IPv6 written with IPv4': ['00ab:1234:5678:9100:1112:ffff:192.168.0.1', '<REDACTED_IPV6>'],
    'IPv6 with a double colon': ['at 0:1:2:3::beef:feed.', 'at <REDACTED_IPV6>.'],
    'too few groups': ['1:2:3:4:5:6', '1:2:3:4:5:6'],
    'an email without a dot': ['dot.dot@abcd-1234-domain', '<REDACTED_EMAIL>'],
    'an email in a URL': ['test%40pixie.io', '<REDACTED_EMAIL>'],
    'an address within an email': ['valid255.255.255.255@mydomain.com', '<REDACTED_EMAIL>'],
    'a MAC address': ['ab:12:00:64:99:ff', '<REDACTED_MAC_ADDR>'],
    'a card with any blanks': ['3782 8224631 0005', '<REDACTED_CC_NUMBER>'],
    'a number that is no card': ['5555 0000 0000 0000', '5555 0000 0000 0000'],
    'an IMEI and one with a version': [
      '01-786058-312233-6 52-635024-498175-97',
      '<REDACTED_IMEI> <REDACTED_IMEI>',
    ],
    'an IBAN with blanks': ['GB29 NWBK 6016 1331 9268 19', '<REDACTED_IBAN>'],
    'an IBAN with a wrong check': ['GB28 NWBK 6016 1331 9268 19', 'GB28 NWBK 6016 1331 9268 19'],
    'a social security number': ['303-58-8256', '<REDACTED_SSN>'],
    'an area nobody has': ['666-12-1234', '666-12-1234'],
    'a group nobody has': ['303-00-9999', '303-00-9999'],
    'a series nobody has': ['303-12-0000', '303-12-0000'],
    'a hexadecimal text': ['abcdef00123459689', 'abcdef00123459689'],
    'raw bytes stay': [bytes(0xff, 0x41), bytes(0xff, 0x41)],
  }),
];
