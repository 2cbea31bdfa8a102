/** Data types of expressions, as far as they can be told from names; functions by their overloads. */
import type { Catalog } from '../../catalog/catalog.ts';
import type { DataType } from '../../catalog/types.ts';
import type { Analysis, ValueDescription } from '../../semantics/analysis.ts';
import type { Expression } from '../../syntax/tree.ts';

/** What a name stands for where the expression is. */
export type NameLookup = (name: string) => ValueDescription | undefined;

export const namesAt =
  (analysis: Analysis, offset: number): NameLookup =>
  (name) =>
    analysis.namesAt(offset).find((one) => one.name === name)?.value;

const columnType = (base: ValueDescription | undefined, name: string): DataType | undefined =>
  base?.kind === 'dataFrame'
    ? base.relation.find((column) => column.name === name)?.dataType
    : undefined;

const OPERATIONS: Readonly<Record<string, string>> = {
  ...{ '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '%': 'modulo' },
};

/** Undefined where it is not known. */
export function dataTypeOf(
  node: Expression,
  lookup: NameLookup,
  catalog: Catalog,
): DataType | undefined {
  const typeOf = (one: Expression) => dataTypeOf(one, lookup, catalog);
  const baseOf = (one: Expression) => (one.kind === 'Name' ? lookup(one.id) : undefined);
  switch (node.kind) {
    case 'Integer':
      return 'INT64';
    case 'Float':
      return 'FLOAT64';
    case 'String':
      return 'STRING';
    case 'Compare':
    case 'Boolean':
      return 'BOOLEAN';
    case 'Unary':
      return node.operator === 'not' ? 'BOOLEAN' : typeOf(node.operand);
    case 'Name': {
      const value = lookup(node.id);
      return value?.kind === 'expression' ? value.dataType : undefined;
    }
    case 'Attribute':
      return columnType(baseOf(node.value), node.name?.text ?? '');
    case 'Subscript': {
      const key = node.index.kind === 'Index' ? node.index.value : undefined;
      if (key?.kind !== 'String') return undefined;
      // Metadata is text, but for the process number.
      if (node.value.kind === 'Attribute' && node.value.name?.text === 'ctx') {
        return key.value === 'pid' ? 'INT64' : 'STRING';
      }
      return columnType(baseOf(node.value), key.value);
    }
    case 'Binary':
      return resultType(
        OPERATIONS[node.operator] ?? '',
        [node.left, node.right].map(typeOf),
        catalog,
      );
    case 'Call': {
      if (node.callee.kind !== 'Attribute') return undefined;
      const type = baseOf(node.callee.value);
      if (type?.kind !== 'module' || type.name !== 'px') return undefined;
      return resultType(node.callee.name?.text ?? '', node.args.map(typeOf), catalog);
    }
    default:
      return undefined;
  }
}

function resultType(
  name: string,
  args: readonly (DataType | undefined)[],
  catalog: Catalog,
): DataType | undefined {
  const fitting = (catalog.functions.get(name)?.overloads ?? []).filter(
    (overload) =>
      overload.args.length === args.length &&
      overload.args.every((type, index) => args[index] === undefined || args[index] === type),
  );
  const types = new Set(fitting.map(({ returns }) => returns));
  const [only] = types;
  return types.size === 1 ? only : undefined;
}

/** `text` as a STRING expression; itself where its type is not known. */
export function asText(text: string, type: DataType | undefined, px: string): string {
  switch (type) {
    case 'INT64':
      return `${px}.itoa(${text})`;
    case 'FLOAT64':
      return `${px}.round(${text}, 2)`;
    case 'BOOLEAN':
      return `${px}.select(${text}, 'true', 'false')`;
    case 'TIME64NS':
      return `${px}.itoa(${px}.time_to_int64(${text}))`;
    case 'UINT128':
      return `${px}.upid_to_string(${text})`;
    case 'STRING':
    case undefined:
      return text;
  }
}

/** The name under which the script knows `px`. */
export function pxName(analysis: Analysis): string {
  for (const node of analysis.tree.statements) {
    if (node.kind !== 'Import') continue;
    const found = node.names.find(({ name }) => name.text === 'px');
    if (found !== undefined) return (found.alias ?? found.name).text;
  }
  return 'px';
}
