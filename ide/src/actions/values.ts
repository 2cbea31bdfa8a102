/** Fixes for values that count as something else than they say. */
import type { Problem } from '#language';
import { indentAt, insert, lineSpan, replace } from '../edits/textEdit.ts';
import { nodeText, spanOf, textOf, type ActionContext, type Fix } from './action.ts';
import { allStatements, around, covers, sameSpan, within } from './find.ts';
import { asText, pxName } from './typing.ts';

/** `10L` counts as 0. */
export function longInteger({ span }: Problem, context: ActionContext): readonly Fix[] {
  const text = textOf(context, span).replace(/[lL]$/, '');
  return [{ title: `Change to ${text}`, edits: [replace(span, text)], isPreferred: true }];
}

/** `0x10` counts as 10 and means 16. */
export function numberBase({ span, message }: Problem, context: ActionContext): readonly Fix[] {
  const written = textOf(context, span);
  const [, counts] = / counts as (\d+):/.exec(message) ?? [];
  const meant = Number(/^0\d/.test(written) ? `0o${written}` : written);
  const change = (text: string, what: string): Fix => ({
    title: `Change to ${text}, ${what}`,
    edits: [replace(span, text)],
  });
  return [
    ...(Number.isSafeInteger(meant) ? [change(String(meant), 'as in other languages')] : []),
    ...(counts === undefined ? [] : [change(counts, 'as it counts')]),
  ];
}

/** Codes that are offered; of more one had better read the column's documentation. */
const MAX_CODES = 8;

/** A code that the column never has: those it has. */
export function unknownValue({ span }: Problem, context: ActionContext): readonly Fix[] {
  const { analysis } = context;
  const comparison = around(analysis.tree, span, 'Compare')?.node;
  if (comparison === undefined) return [];
  const [right] = comparison.comparators;
  const other = sameSpan(comparison.left.span, span) ? right : comparison.left;
  const base = other?.kind === 'Attribute' || other?.kind === 'Subscript' ? other.value : undefined;
  const frame = base && analysis.valueOf(base);
  const name =
    other?.kind === 'Attribute'
      ? other.name?.text
      : other?.kind === 'Subscript' && other.index.kind === 'Index'
        ? other.index.value.kind === 'String' && other.index.value.value
        : undefined;
  const column =
    frame?.kind === 'dataFrame' ? frame.relation.find((one) => one.name === name) : undefined;
  const codes = Object.entries(column?.values ?? {});
  return codes
    .slice(0, MAX_CODES)
    .map(([code, meaning]) => ({
      title: `Change to ${code} (${meaning})`,
      edits: [replace(span, code)],
    }));
}

/** `df.path + df.latency`: the number as text. */
export function textPlusNumber({ span }: Problem, context: ActionContext): readonly Fix[] {
  const { analysis } = context;
  const sum = within(analysis.tree, span, 'Binary', (node) => sameSpan(node.span, span))?.node;
  const px = pxName(analysis);
  for (const side of sum === undefined ? [] : [sum.left, sum.right]) {
    const value = analysis.valueOf(side);
    const type = value?.kind === 'expression' ? value.dataType : undefined;
    if (type !== 'INT64' && type !== 'FLOAT64') continue;
    const text = asText(nodeText(context, side), type, px);
    const edits = [replace(spanOf(context, side), text)];
    return [{ title: `Convert to ${text}`, edits, isPreferred: true }];
  }
  return [];
}

/** An aggregate with the name of a group: named after what it works out. */
export function groupNameClash({ span }: Problem, context: ActionContext): readonly Fix[] {
  const call = around(context.analysis.tree, span, 'Call')?.node;
  const keyword = call?.keywords.find(({ name }) => sameSpan(name.span, span));
  const parts = keyword?.value.kind === 'Tuple' ? keyword.value.elements : [];
  const [column, fn] = [parts[0], parts.at(-1)];
  if (column?.kind !== 'String' || fn?.kind !== 'Attribute' || fn.name === undefined) return [];
  const name = `${column.value}_${fn.name.text}`;
  return [{ title: `Rename to '${name}'`, edits: [replace(span, name)], isPreferred: true }];
}

/** A sum of durations gets its unit back in the next line. */
export function sumWithoutUnit({ span }: Problem, context: ActionContext): readonly Fix[] {
  const { analysis } = context;
  const statement = allStatements(analysis.tree.statements).find(
    (node) => node.kind === 'Assign' && covers(node.value.span, span),
  );
  if (statement?.kind !== 'Assign') return [];
  const [target] = statement.targets;
  const call = around(analysis.tree, span, 'Call')?.node;
  const keyword = call?.keywords.find(({ value }) => covers(value.span, span));
  // Where the call is only a part of the value, its columns may be others by the end.
  if (target?.kind !== 'Name' || keyword === undefined || call !== statement.value) return [];
  const column = `${target.id}.${keyword.name.text}`;
  const text = `${column} = ${pxName(analysis)}.DurationNanos(${column})`;
  const { end } = lineSpan(analysis.text, statement.span);
  const line = `${indentAt(analysis.text, statement.span.start)}${text}\n`;
  const startsLine = analysis.text[end - 1] === '\n';
  return [{ title: `Add ${text}`, edits: [insert(end, startsLine ? line : `\n${line}`)] }];
}
