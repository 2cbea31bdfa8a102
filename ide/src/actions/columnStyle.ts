/** `df['a']` as `df.a`, and back. */
import { METHOD_NAMES, KEYWORDS, type Span } from '#language';
import { replace } from '../edits/textEdit.ts';
import type { ActionContext, CodeAction } from './action.ts';
import { allStatements, around, covers } from './find.ts';

const SHADOWED: ReadonlySet<string> = new Set([...METHOD_NAMES, 'ctx', ...KEYWORDS]);

export function columnStyle(span: Span, { analysis }: ActionContext): readonly CodeAction[] {
  const kind = 'refactor.rewrite';
  const subscript = around(analysis.tree, span, 'Subscript')?.node;
  const attribute = around(analysis.tree, span, 'Attribute')?.node;
  const inner =
    subscript !== undefined && (attribute === undefined || !covers(attribute.span, subscript.span));
  if (inner && subscript.index.kind === 'Index') {
    const key = subscript.index.value;
    if (key.kind !== 'String' || analysis.valueOf(subscript.value)?.kind !== 'dataFrame') return [];
    if (!/^[A-Za-z_]\w*$/.test(key.value) || SHADOWED.has(key.value)) return [];
    const place = { start: subscript.value.span.end, end: subscript.span.end };
    return [{ title: `Write as .${key.value}`, kind, edits: [replace(place, `.${key.value}`)] }];
  }
  if (attribute?.name === undefined) return [];
  const { name, value } = attribute;
  const frame = analysis.valueOf(value);
  if (frame?.kind !== 'dataFrame' || SHADOWED.has(name.text)) return [];
  const isColumn = frame.relation.some((column) => column.name === name.text);
  const isTarget = allStatements(analysis.tree.statements).some(
    (node) => node.kind === 'Assign' && node.targets.includes(attribute),
  );
  // A name that is neither is a mistake however it is written.
  if (!isColumn && !isTarget) return [];
  const place = { start: value.span.end, end: attribute.span.end };
  return [
    { title: `Write as ['${name.text}']`, kind, edits: [replace(place, `['${name.text}']`)] },
  ];
}
