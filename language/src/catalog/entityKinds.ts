/** What names on a cluster are names of. */

/** Things of a cluster whose names can be compared with. */
export const ENTITY_KINDS = ['pod', 'service', 'namespace', 'node', 'container'] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];
