/**
 * Types of vis.json variables beside types of PxL.
 *
 * @see pixie-io/pixie src/api/proto/vispb/vis.proto (PXType)
 */
import type { SemanticType } from '#language';
import type { ParameterType } from './parameters.ts';

/** Names of variable types and what the Live UI does with them. */
export const VARIABLE_TYPES: Readonly<Record<string, string>> = {
  PX_BOOLEAN: 'true or false.',
  PX_INT64: 'A whole number.',
  PX_FLOAT64: 'A number.',
  PX_STRING: 'Any text, also relative times such as -5m.',
  PX_SERVICE: 'A service, namespace/name. The Live UI offers those of the cluster.',
  PX_POD: 'A pod, namespace/name. The Live UI offers those of the cluster.',
  PX_CONTAINER: 'A container.',
  PX_NAMESPACE: 'A namespace. The Live UI offers those of the cluster.',
  PX_NODE: 'A node. The Live UI offers those of the cluster.',
  PX_LIST: 'A list, written as in PxL.',
  PX_STRING_LIST: 'Texts with commas between them; the Live UI makes a list of them.',
};

const ENTITIES: Readonly<Record<string, SemanticType>> = {
  PX_SERVICE: 'ST_SERVICE_NAME',
  PX_POD: 'ST_POD_NAME',
  PX_CONTAINER: 'ST_CONTAINER_NAME',
  PX_NAMESPACE: 'ST_NAMESPACE_NAME',
  PX_NODE: 'ST_NODE_NAME',
};

const PX_NAMES: Readonly<Partial<Record<SemanticType, string>>> = {
  ST_SERVICE_NAME: 'px.Service',
  ST_POD_NAME: 'px.Pod',
  ST_CONTAINER_NAME: 'px.Container',
  ST_NAMESPACE_NAME: 'px.Namespace',
  ST_NODE_NAME: 'px.Node',
  ST_UPID: 'px.UPID',
  ST_BYTES: 'px.Bytes',
  ST_DURATION_NS: 'px.DurationNanos',
  ST_PERCENT: 'px.Percent',
};
const DATA_NAMES = {
  BOOLEAN: 'bool',
  INT64: 'int',
  FLOAT64: 'float',
  STRING: 'str',
  TIME64NS: 'px.Time',
  UINT128: 'px.UPID',
} as const;

/** The annotation as a script writes it. */
export function typeWords(type: ParameterType): string {
  switch (type.kind) {
    case 'type':
      return PX_NAMES[type.semanticType] ?? DATA_NAMES[type.dataType];
    case 'list':
      return 'list';
    case 'none':
      return 'without a type';
    case 'unusable':
    case 'unknown':
      return 'its annotation';
  }
}

/** The variable type that lets a user give only what the parameter takes. */
export function variableTypeFor(type: ParameterType): string {
  if (type.kind === 'list') return 'PX_LIST';
  if (type.kind !== 'type') return 'PX_STRING';
  const entity = Object.entries(ENTITIES).find(([, semantic]) => semantic === type.semanticType);
  if (entity !== undefined) return entity[0];
  switch (type.dataType) {
    case 'BOOLEAN':
      return 'PX_BOOLEAN';
    case 'INT64':
    case 'TIME64NS':
      return 'PX_INT64';
    case 'FLOAT64':
      return 'PX_FLOAT64';
    case 'STRING':
    case 'UINT128':
      return 'PX_STRING';
  }
}

export type TypeFit =
  | { readonly kind: 'fits' }
  | {
      /** `never`: no value of the variable can be given. `doubtful`: many cannot. */
      readonly kind: 'never' | 'doubtful';
      /** The rest of a sentence. */
      readonly because: string;
      readonly better: string;
    };

interface TypedVariable {
  readonly type: string;
  readonly validValues: readonly string[];
}

export function typeFit(
  { type: visType, validValues }: TypedVariable,
  type: ParameterType,
): TypeFit {
  const fits: TypeFit = { kind: 'fits' };
  if (type.kind !== 'type' && type.kind !== 'list') return fits;
  if (VARIABLE_TYPES[visType] === undefined) return fits;
  const better = variableTypeFor(type);
  const never: TypeFit = { kind: 'never', because: '; no value fits both.', better };
  const isList = visType === 'PX_LIST' || visType === 'PX_STRING_LIST';
  if (type.kind === 'list') {
    if (isList || visType === 'PX_STRING') return fits;
    return { kind: 'doubtful', because: `; ${better} asks for a list.`, better };
  }
  const { dataType, semanticType } = type;
  if (isList && dataType !== 'STRING') return never;
  const entity = ENTITIES[visType];
  if (entity !== undefined) {
    if (dataType !== 'STRING') return never;
    if (semanticType === 'ST_NONE' || semanticType === entity) return fits;
    return { kind: 'doubtful', because: ', which means another kind of entity.', better };
  }
  if (dataType === 'STRING') return fits;
  if (visType === 'PX_STRING') {
    if (validValues.length > 0) return fits;
    return { kind: 'doubtful', because: `; ${better} would keep other texts out.`, better };
  }
  if (visType === 'PX_BOOLEAN') return dataType === 'BOOLEAN' ? fits : never;
  if (dataType === 'BOOLEAN') {
    return { kind: 'doubtful', because: '; only 0 and 1 can be given.', better };
  }
  if (visType === 'PX_FLOAT64' && dataType !== 'FLOAT64') {
    return { kind: 'doubtful', because: '; a fraction cannot be given.', better };
  }
  return fits;
}
