/**
 * Types: as annotations, and called as semantic casts.
 *
 * @see pixie-io/pixie src/carnot/planner/objects/type_object.h
 */
import type { DataType, SemanticType } from '../../catalog/types.ts';
import { asExpr } from '../values/calls.ts';
import type { FunctionValue, Value } from '../values/values.ts';
import { NOWHERE } from './builtin.ts';

function typeValue(dataType: DataType, semanticType: SemanticType): Value {
  const call: FunctionValue = {
    name: `${dataType}_${semanticType}_cast`,
    parameters: ['expr'],
    defaults: {},
    takesRest: false,
    takesExtra: false,
    flavour: 'builtin',
    run: (args) => {
      const value = args.get('expr');
      asExpr(value, 'expr').cast = { dataType, semanticType };
      return value;
    },
  };
  return { kind: 'type', type: { dataType, semanticType }, call, place: NOWHERE };
}

/** `str`, `int`, … which need no import. */
export const globalTypes = (): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ['str', typeValue('STRING', 'ST_NONE')],
    ['int', typeValue('INT64', 'ST_NONE')],
    ['float', typeValue('FLOAT64', 'ST_NONE')],
    ['bool', typeValue('BOOLEAN', 'ST_NONE')],
    [
      'list',
      {
        kind: 'type',
        call: undefined,
        place: NOWHERE,
        type: { dataType: undefined, semanticType: 'ST_NONE' },
      },
    ],
  ]);

/** Names and meanings of the types on `px`. */
export const PX_TYPES: Readonly<Record<string, readonly [DataType, SemanticType]>> = {
  Time: ['TIME64NS', 'ST_NONE'],
  Service: ['STRING', 'ST_SERVICE_NAME'],
  Pod: ['STRING', 'ST_POD_NAME'],
  Node: ['STRING', 'ST_NODE_NAME'],
  Namespace: ['STRING', 'ST_NAMESPACE_NAME'],
  Container: ['STRING', 'ST_CONTAINER_NAME'],
  UPID: ['UINT128', 'ST_UPID'],
  Bytes: ['INT64', 'ST_BYTES'],
  DurationNanos: ['INT64', 'ST_DURATION_NS'],
  Percent: ['FLOAT64', 'ST_PERCENT'],
};

export const pxTypes = (): ReadonlyMap<string, Value> =>
  new Map(
    Object.entries(PX_TYPES).map(([name, [data, semantic]]) => [name, typeValue(data, semantic)]),
  );
