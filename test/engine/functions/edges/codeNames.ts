/** @see src/carnot/funcs/protocols in pixie-io/pixie; recorded answers. */
import { edgesOf, INT64_MAX, INT64_MIN, type FunctionEdges, type Value } from './edge.ts';

/** Codes are read as 32 bits: the largest int64 is -1, the smallest is 0. */
const codeEdges = (
  name: string,
  known: readonly [bigint, string],
  unknown: readonly [bigint, string],
  { zero, minusOne }: { readonly zero: string; readonly minusOne: string },
): FunctionEdges => {
  const cases: Record<string, readonly [Value, Value]> = {
    'a known code': known,
    'an unknown code': unknown,
    zero: [0n, zero],
    'minus one': [-1n, minusOne],
    'the largest number': [INT64_MAX, minusOne],
    'the smallest number': [INT64_MIN, zero],
    'beyond 32 bits': [2n ** 32n + known[0], known[1]],
  };
  return edgesOf(`${name} int`, cases);
};

export const CODE_EDGES: readonly FunctionEdges[] = [
  codeEdges('protocol_name', [7n, 'Redis'], [200n, 'Invalid (200)'], {
    zero: 'Unknown',
    minusOne: 'Invalid (-1)',
  }),
  codeEdges('http_resp_message', [404n, 'Not Found'], [299n, 'Unassigned'], {
    zero: 'Unassigned',
    minusOne: 'Unassigned',
  }),
  codeEdges('kafka_api_key_name', [1n, 'Fetch'], [404n, '404'], {
    zero: 'Produce',
    minusOne: '-1',
  }),
  codeEdges('mysql_command_name', [7n, 'Refresh'], [200n, '200'], {
    zero: 'Sleep',
    minusOne: '-1',
  }),
  codeEdges('cql_opcode_name', [7n, 'Query'], [200n, '200'], { zero: 'Error', minusOne: '-1' }),
  codeEdges('dns_rcode_name', [1n, 'FORMERR'], [200n, '200'], { zero: 'NOERROR', minusOne: '-1' }),
  codeEdges('mux_frame_type_name', [1n, 'Treq'], [7n, 'Unknown (7)'], {
    zero: 'Unknown (0)',
    minusOne: 'Rreq',
  }),
  codeEdges('amqp_frame_type_name', [1n, 'Frame method'], [7n, '7'], { zero: '0', minusOne: '-1' }),
  codeEdges('grpc_status_code_to_str', [7n, 'PERMISSION_DENIED'], [200n, 'unknown code'], {
    zero: 'OK',
    minusOne: 'DO_NOT_USE',
  }),
  edgesOf('amqp_method_name int int', {
    'a method': [60n, 40n, 'BasicPublish'],
    'a class alone': [60n, 0n, 'Basic'],
    'an unknown method': [60n, 999n, 'Unknown'],
    'an unknown class': [7n, 0n, 'Unknown'],
    'not the sum of both': [59n, 1040n, 'Unknown'],
    'a negative': [-1n, -1n, 'Unknown'],
  }),
];
