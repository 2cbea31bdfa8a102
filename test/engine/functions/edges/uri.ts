/** @see src/carnot/funcs/builtins/uri_ops.h in pixie-io/pixie */
import { edgesOf, type FunctionEdges } from './edge.ts';

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
