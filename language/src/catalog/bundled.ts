/** The catalog shipped with the product: what Pixie registers, generated from its sources. */
import type { Catalog, FunctionInfo, TableInfo, UdtfInfo } from './catalog.ts';
import functionData from './data/functions.json';
import tableData from './data/tables.json';
import {
  DATA_TYPES,
  SEMANTIC_TYPE_NUMBERS,
  type Column,
  type DataType,
  type SemanticType,
} from './types.ts';

function dataType(text: string): DataType {
  const found = DATA_TYPES.find((type) => type === text);
  if (found === undefined) throw new Error(`catalog data names an unknown data type ${text}`);
  return found;
}

const isSemanticType = (text: string): text is SemanticType => text in SEMANTIC_TYPE_NUMBERS;

function semanticType(text: string): SemanticType {
  if (!isSemanticType(text)) throw new Error(`catalog data names an unknown semantic type ${text}`);
  return text;
}

interface RawColumn {
  readonly name: string;
  readonly dataType: string;
  readonly semanticType: string;
  readonly description?: string | undefined;
  readonly values?: object | undefined;
}

const column = (raw: RawColumn): Column => ({
  name: raw.name,
  dataType: dataType(raw.dataType),
  semanticType: semanticType(raw.semanticType),
  description: raw.description,
  values:
    raw.values === undefined
      ? undefined
      : Object.fromEntries(Object.entries(raw.values).map(([key, name]) => [key, String(name)])),
});

interface RawFunction {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly overloads: readonly {
    readonly args: readonly string[];
    readonly initArgCount?: number;
    readonly returns: string;
  }[];
  readonly args: readonly { readonly name: string; readonly description: string }[];
  readonly rules?: readonly { readonly args: readonly string[] | string; readonly out: string }[];
  readonly always?: string | undefined;
  readonly inherits?: readonly string[] | string;
  readonly inheritArgs?: readonly number[];
  readonly executor: string;
  readonly example?: string;
}

const functionInfo = (raw: RawFunction): FunctionInfo => ({
  name: raw.name,
  kind: raw.kind === 'uda' ? 'uda' : 'udf',
  description: raw.description,
  overloads: raw.overloads.map(({ args, initArgCount, returns }) => ({
    args: args.map(dataType),
    initArgCount: initArgCount ?? 0,
    returns: dataType(returns),
  })),
  argNames: raw.args,
  semanticRules: (raw.rules ?? []).map(({ args, out }) => ({
    args: (typeof args === 'string' ? [] : args).map((arg) =>
      arg === '*' ? '*' : semanticType(arg),
    ),
    out: semanticType(out),
  })),
  alwaysSemanticType: raw.always === undefined ? undefined : semanticType(raw.always),
  inherits:
    typeof raw.inherits === 'string' ? 'any' : (raw.inherits ?? []).map((one) => semanticType(one)),
  inheritArgs: raw.inheritArgs,
  executor: raw.executor === 'pem' ? 'pem' : raw.executor === 'kelvin' ? 'kelvin' : 'all',
  example: raw.example,
});

interface RawUdtf {
  readonly name: string;
  readonly description: string;
  readonly args: readonly {
    readonly name: string;
    readonly dataType: string;
    readonly semanticType: string;
    readonly description?: string | undefined;
    readonly defaultValue?: boolean | number | undefined;
  }[];
  readonly columns: readonly RawColumn[];
}

const literalText = (value: boolean | number): string =>
  typeof value === 'number' ? String(value) : value ? 'True' : 'False';

const udtfInfo = (raw: RawUdtf): UdtfInfo => ({
  name: raw.name,
  description: raw.description,
  args: raw.args.map((arg) => ({
    name: arg.name,
    dataType: dataType(arg.dataType),
    semanticType: semanticType(arg.semanticType),
    description: arg.description ?? '',
    defaultValue: arg.defaultValue === undefined ? undefined : literalText(arg.defaultValue),
  })),
  relation: raw.columns.map(column),
});

const byName = <T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.name, item]));

/**
 * Pixie's functions, table functions and the tables a cluster has by default.
 *
 * @see pixie-io/pixie src/carnot/funcs, src/vizier/funcs, src/stirling/source_connectors
 */
export function bundledCatalog(): Catalog {
  const functions: readonly RawFunction[] = functionData.functions;
  const udtfs: readonly RawUdtf[] = functionData.udtfs;
  const tables: readonly {
    name: string;
    description: string;
    production: boolean;
    columns: readonly RawColumn[];
  }[] = tableData.tables;
  const tableInfos: readonly TableInfo[] = tables
    .filter(({ production }) => production)
    .map(({ name, description, columns }) => ({
      name,
      description,
      relation: columns.map(column),
    }));
  return {
    tables: byName(tableInfos),
    functions: byName(functions.map(functionInfo)),
    udtfs: byName(udtfs.map(udtfInfo)),
  };
}

/** Names of codes, such as Kafka API keys: table -> code -> name, and what unknown codes give. */
export function enumTables(): Readonly<
  Record<string, { readonly default: string; readonly values: Readonly<Record<string, string>> }>
> {
  return functionData.enumTables;
}
