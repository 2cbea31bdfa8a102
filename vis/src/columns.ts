/** The columns a widget's display names, and whether a column is fit for its place. */
import type { Column, Span } from '#language';
import { displayKind, type ColumnNeed, type DisplayField } from './displayKinds.ts';
import { innerSpan, items, member, textOf, type JsonNode } from './json.ts';
import { snakeCase } from './words.ts';

export interface ColumnUse {
  readonly column: string;
  /** Between the quotes. */
  readonly span: Span;
  readonly needs: ColumnNeed;
  /** The field it is the value of, such as `value` or `edgeHoverInfo`. */
  readonly field: string;
}

interface Displayed {
  readonly display: JsonNode | undefined;
  readonly displayKind: string | undefined;
}

/** In the order of the kind's fields; empty names are left out, they mean no column. */
export function columnUses({ display, displayKind: kind }: Displayed): readonly ColumnUse[] {
  const uses: ColumnUse[] = [];
  const add = (node: JsonNode | undefined, needs: ColumnNeed, field: string) => {
    const column = textOf(node);
    if (node !== undefined && column !== undefined && column !== '') {
      uses.push({ column, span: innerSpan(node), needs, field });
    }
  };
  const visit = (node: JsonNode | undefined, fields: readonly DisplayField[]): void => {
    for (const field of fields) {
      const value = member(node, field.name, snakeCase(field.name));
      if (field.kind === 'column') add(value, field.needs, field.name);
      if (field.kind === 'columns') for (const one of items(value)) add(one, 'any', field.name);
      if (field.kind === 'object') visit(value, field.fields);
      if (field.kind === 'list') for (const one of items(value)) visit(one, field.fields);
    }
  };
  visit(display, displayKind(kind)?.fields ?? []);
  return uses;
}

const STATUS_TYPES: ReadonlySet<string> = new Set([
  'ST_POD_PHASE',
  'ST_POD_STATUS',
  'ST_CONTAINER_STATE',
  'ST_CONTAINER_STATUS',
]);

export function fits({ dataType, semanticType }: Column, needs: ColumnNeed): boolean {
  switch (needs) {
    case 'number':
      return dataType === 'INT64' || dataType === 'FLOAT64';
    case 'text':
      return dataType === 'STRING';
    case 'status':
      return STATUS_TYPES.has(semanticType);
    case 'any':
      return true;
  }
}

export const NEED_WORDS: Readonly<Record<ColumnNeed, string>> = {
  number: 'a number (INT64 or FLOAT64)',
  text: 'text (STRING)',
  status: 'a status of a pod or container',
  any: 'any column',
};
