/**
 * What a cluster has, as its own table functions tell: px.GetSchemas, px.GetUDFList, px.GetUDAList
 * and px.GetUDTFList. Everything in it may be anything: rows that make no sense are left out.
 *
 * @see pixie-io/pixie src/vizier/funcs/md_udtfs/md_udtfs_impl.h
 */
import { DATA_TYPES, SEMANTIC_TYPE_NUMBERS, type DataType, type SemanticType } from './types.ts';

/** Cells of the four tables, in the order of their columns. */
export interface LiveCatalogRows {
  readonly schemas: readonly (readonly string[])[];
  readonly udfs: readonly (readonly string[])[];
  readonly udas: readonly (readonly string[])[];
  readonly udtfs: readonly (readonly string[])[];
}

export interface LiveColumn {
  readonly name: string;
  readonly dataType: DataType;
  readonly description: string;
}
export interface LiveFunction {
  readonly name: string;
  readonly kind: 'udf' | 'uda';
  /** Without init arguments, which the list leaves out. */
  readonly overloads: readonly { readonly args: readonly DataType[]; readonly returns: DataType }[];
}
export interface LiveUdtf {
  readonly name: string;
  /** Semantic types are not told of all: those of higher numbers have no name in the list. */
  readonly args: readonly (LiveColumn & { readonly semanticType: SemanticType | undefined })[];
  readonly columns: readonly LiveColumn[];
}
export interface LiveCatalog {
  readonly tables: ReadonlyMap<string, readonly LiveColumn[]>;
  readonly functions: ReadonlyMap<string, LiveFunction>;
  readonly udtfs: ReadonlyMap<string, LiveUdtf>;
}

export function readLiveCatalog(rows: LiveCatalogRows): LiveCatalog {
  const functions = new Map<string, LiveFunction>();
  addFunctions(functions, 'udf', rows.udfs);
  addFunctions(functions, 'uda', rows.udas);
  return { tables: tablesOf(rows.schemas), functions, udtfs: udtfsOf(rows.udtfs) };
}

const dataTypeOf = (text: unknown): DataType | undefined =>
  DATA_TYPES.find((type) => type === text);

const isSemanticType = (text: unknown): text is SemanticType =>
  typeof text === 'string' && Object.hasOwn(SEMANTIC_TYPE_NUMBERS, text);

function tablesOf(rows: LiveCatalogRows['schemas']): LiveCatalog['tables'] {
  const tables = new Map<string, LiveColumn[]>();
  for (const [table = '', name = '', type, , description = ''] of rows) {
    const dataType = dataTypeOf(type);
    if (table === '' || name === '' || dataType === undefined) continue;
    const columns = tables.get(table) ?? [];
    tables.set(table, columns);
    if (!columns.some((one) => one.name === name)) columns.push({ name, dataType, description });
  }
  return tables;
}

function addFunctions(
  functions: Map<string, LiveFunction>,
  kind: LiveFunction['kind'],
  rows: LiveCatalogRows['udfs'],
): void {
  for (const [name = '', returnType, argsText = ''] of rows) {
    const returns = dataTypeOf(returnType);
    const args = listIn(argsText, 'args').map(dataTypeOf);
    const known = args.filter((type) => type !== undefined);
    if (name === '' || returns === undefined || known.length < args.length) continue;
    const overloads = functions.get(name)?.overloads ?? [];
    functions.set(name, { name, kind, overloads: [...overloads, { args: known, returns }] });
  }
}

function udtfsOf(rows: LiveCatalogRows['udtfs']): LiveCatalog['udtfs'] {
  const udtfs = new Map<string, LiveUdtf>();
  for (const [name = '', , argsText = '', relationText = ''] of rows) {
    const args = listIn(argsText, 'args').flatMap((one) => {
      const { stype } = Object(one) as Record<string, unknown>;
      const semanticType = isSemanticType(stype) ? stype : undefined;
      return columnOf(one).map((column) => ({ ...column, semanticType }));
    });
    const columns = listIn(relationText, 'relation').flatMap(columnOf);
    if (name !== '' && columns.length > 0) udtfs.set(name, { name, args, columns });
  }
  return udtfs;
}

function columnOf(value: unknown): readonly LiveColumn[] {
  const { name, type, desc } = Object(value) as Record<string, unknown>;
  const dataType = dataTypeOf(type);
  return typeof name === 'string' && name !== '' && dataType !== undefined
    ? [{ name, dataType, description: typeof desc === 'string' ? desc : '' }]
    : [];
}

/** `{"args": […]}` */
function listIn(text: string, key: string): readonly unknown[] {
  try {
    const list: unknown = (Object(JSON.parse(text)) as Record<string, unknown>)[key];
    return Array.isArray(list) ? (list as readonly unknown[]) : [];
  } catch {
    // A cell that is no JSON tells nothing.
    return [];
  }
}
