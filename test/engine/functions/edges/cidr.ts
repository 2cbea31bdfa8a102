/** @see src/carnot/funcs/net/net_ops.h and net_ops_test.cc in pixie-io/pixie */
import { edgesOf, type FunctionEdges } from './edge.ts';

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
