/** What stands at an offset of a vis.json, also while it is being typed. */
import { getLocation } from 'jsonc-parser';
import type { Span } from '#language';
import { displayKind, type DisplayField } from './displayKinds.ts';
import { innerSpan, spanOf } from './json.ts';
import { STRUCTURE, type StructureField } from './structure.ts';
import type { Vis, VisFunction, VisWidget } from './vis.ts';
import { snakeCase } from './words.ts';

export interface VisPlace {
  /** Keys and indexes that lead here. */
  readonly path: readonly (string | number)[];
  readonly isKey: boolean;
  /** The value that is written here; undefined where nothing is yet. */
  readonly token: { readonly text: string; readonly span: Span; readonly inner: Span } | undefined;
  /** The field whose value is here, or whose entries are. */
  readonly field: StructureField | DisplayField | undefined;
  /** Fields of the object a key is typed in. */
  readonly fields: readonly (StructureField | DisplayField)[];
  readonly func: VisFunction | undefined;
  readonly widget: VisWidget | undefined;
}

export function visPlace(vis: Vis, offset: number): VisPlace {
  const { path, previousNode, isAtPropertyKey } = getLocation(vis.text, offset);
  const node =
    previousNode !== undefined &&
    previousNode.offset <= offset &&
    offset <= previousNode.offset + previousNode.length
      ? previousNode
      : undefined;
  const widget = widgetAt(vis, path);
  const found = fieldAt(path, isAtPropertyKey, widget);
  return {
    path,
    isKey: isAtPropertyKey,
    widget,
    ...found,
    func: functionAt(vis, path),
    token:
      node === undefined
        ? undefined
        : { text: String(node.value), span: spanOf(node), inner: innerSpan(node) },
  };
}

function widgetAt(vis: Vis, path: VisPlace['path']): VisWidget | undefined {
  const [section, index] = path;
  return section === 'widgets' && typeof index === 'number' ? vis.widgets[index] : undefined;
}

/** The function whose name or arguments are at a path. */
function functionAt(vis: Vis, path: VisPlace['path']): VisFunction | undefined {
  const [section, index] = path;
  if (typeof index !== 'number' || path[2] !== 'func') return undefined;
  if (section === 'widgets') return vis.widgets[index]?.func;
  if (section !== 'globalFuncs' && section !== 'global_funcs') return undefined;
  const globals = vis.functions.filter(({ isGlobal }) => isGlobal);
  return globals.find(({ owner }) => owner.parent?.children?.[index] === owner);
}

type Field = StructureField | DisplayField;

function fieldAt(
  path: VisPlace['path'],
  isKey: boolean,
  widget: VisWidget | undefined,
): { readonly field: Field | undefined; readonly fields: readonly Field[] } {
  let fields: readonly Field[] = STRUCTURE;
  let field: Field | undefined;
  const steps = isKey ? path.slice(0, -1) : path;
  for (const step of steps) {
    if (typeof step === 'number') continue;
    field = fields.find(({ name }) => name === step || snakeCase(name) === step);
    if (field?.kind === 'display') fields = displayKind(widget?.displayKind)?.fields ?? [];
    else if (field?.kind === 'object' || field?.kind === 'list') fields = field.fields;
    else fields = [];
  }
  if (!isKey) return { field, fields };
  const key = path.at(-1);
  return { field: fields.find(({ name }) => name === key), fields };
}
