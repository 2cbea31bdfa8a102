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
  /** Semantic types the result takes over when every argument has the same one. */
  readonly inheritsWhenAllArgs: readonly SemanticType[] | 'any';
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
    readonly defaultValue: string | undefined;
  }[];
  readonly relation: Relation;
}
export interface Catalog {
  readonly tables: ReadonlyMap<string, TableInfo>;
  readonly functions: ReadonlyMap<string, FunctionInfo>;
  readonly udtfs: ReadonlyMap<string, UdtfInfo>;
}
