/** Tables and functions a script can use. The bundled one is `bundledCatalog()` in bundled.ts. */
import type { DataType, Relation, SemanticType } from './types.ts';

export interface TableInfo {
  readonly name: string;
  readonly description: string;
  readonly relation: Relation;
}

/** One overload. Init arguments come first in `args`. */
export interface Overload {
  readonly args: readonly DataType[];
  readonly initArgCount: number;
  readonly returns: DataType;
}
/** Result semantic type; '*' matches any argument. */
export interface SemanticRule {
  readonly args: readonly (SemanticType | '*')[];
  readonly out: SemanticType;
}
export interface FunctionInfo {
  readonly name: string;
  readonly kind: 'udf' | 'uda';
  readonly description: string;
  readonly overloads: readonly Overload[];
  readonly argNames: readonly { readonly name: string; readonly description: string }[];
  readonly semanticRules: readonly SemanticRule[];
  /** The result's semantic type whatever the arguments. */
  readonly alwaysSemanticType: SemanticType | undefined;
  /** Semantic types the result takes over when the arguments have the same one. */
  readonly inherits: readonly SemanticType[] | 'any';
  /** The arguments that must agree for that; undefined means all. */
  readonly inheritArgs: readonly number[] | undefined;
  readonly executor: 'all' | 'pem' | 'kelvin';
  readonly example: string | undefined;
}
export interface UdtfInfo {
  readonly name: string;
  readonly description: string;
  readonly args: readonly {
    readonly name: string;
    readonly dataType: DataType;
    readonly semanticType: SemanticType;
    readonly description: string;
    /** A PxL expression. */
    readonly defaultValue: string | undefined;
    /** A cluster told of it, which does not tell whether there is a default. */
    readonly mayHaveDefault?: true | undefined;
  }[];
  readonly relation: Relation;
}
/** What a cluster does not have of a catalog. */
export interface Lacking {
  /** How the cluster is called in messages. */
  readonly cluster: string;
  readonly tables: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly udtfs: ReadonlySet<string>;
  /** By table that it has. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
}
export interface Catalog {
  readonly tables: ReadonlyMap<string, TableInfo>;
  readonly functions: ReadonlyMap<string, FunctionInfo>;
  readonly udtfs: ReadonlyMap<string, UdtfInfo>;
  /** Undefined where no cluster has been asked. */
  readonly lacking?: Lacking | undefined;
}
