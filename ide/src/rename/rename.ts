/**
 * Gives something of the script another name, everywhere it is mentioned: in the script and in the
 * vis.json beside it. What would change the script's meaning is refused.
 */
import {
  type Analysis,
  METHOD_NAMES,
  METADATA_KEYS,
  type Expression,
  type Span,
  expressionPath,
} from '#language';
import type { ScriptSymbol } from '../navigation/names.ts';
import { columnRefusal, renameColumn } from './renameColumn.ts';
import { renameVariable } from './renameVariable.ts';
import type { Refused, RenameContext, RenameEdit, Renamed } from './renaming.ts';

/** What would be renamed at a place of the script. */
export function prepareRename(
  context: RenameContext,
  offset: number,
): { readonly span: Span; readonly symbol: ScriptSymbol } | Refused {
  const found = context.names.at(offset);
  if (found === undefined) return { refusal: whyNot(context.analysis, offset) };
  const refusal = symbolRefusal(context, found.symbol);
  return refusal === undefined ? { span: found.span, symbol: found.symbol } : { refusal };
}

/** Why something cannot be renamed at all. */
export function symbolRefusal(context: RenameContext, symbol: ScriptSymbol): string | undefined {
  return symbol.kind === 'column' ? columnRefusal(context, symbol.column) : undefined;
}

export function rename(
  context: RenameContext,
  symbol: ScriptSymbol,
  newName: string,
): Renamed | Refused {
  const refusal = symbolRefusal(context, symbol);
  if (refusal !== undefined) return { refusal };
  const renamed =
    symbol.kind === 'column'
      ? renameColumn(context, symbol.column, newName)
      : renameVariable(context, symbol.variable, newName);
  if ('refusal' in renamed) return renamed;
  const { text } = context.analysis;
  const visText = context.vis?.text;
  const newVisText = visText === undefined ? undefined : applied(visText, renamed.vis);
  const [error] = newErrors(
    context.errorsOf(text, visText),
    context.errorsOf(applied(text, renamed.script), newVisText),
  );
  return error === undefined
    ? renamed
    : { refusal: `With this name the script would no longer compile: ${error}` };
}

/** Errors that were not there before; names in their texts may have changed. */
function newErrors(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.length > before.length ? after.filter((one) => !before.includes(one)) : [];
}

function applied(text: string, edits: readonly RenameEdit[]): string {
  let result = text;
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}

function whyNot(analysis: Analysis, offset: number): string {
  const node = expressionPath(analysis.tree, offset).at(-1);
  if (node === undefined) return 'There is no name here.';
  if (node.kind === 'String') return whyNotText(analysis, node, offset);
  if (node.kind === 'Name') return `'${node.id}' is not a name of this script.`;
  if (node.kind !== 'Attribute' || node.name === undefined) return 'There is no name here.';
  const { text } = node.name;
  const base = analysis.valueOf(node.value);
  if (base?.kind === 'module') return `'${text}' belongs to the module ${base.name}.`;
  if (base?.kind === 'dataFrame' && (METHOD_NAMES.includes(text) || text === 'ctx')) {
    return `'${text}' is a method of every DataFrame.`;
  }
  return `It is not known where '${text}' comes from.`;
}

function whyNotText(
  analysis: Analysis,
  node: Expression & { readonly kind: 'String' },
  offset: number,
): string {
  const owner = expressionPath(analysis.tree, offset).at(-2);
  const base = owner?.kind === 'Subscript' ? analysis.valueOf(owner.value) : undefined;
  if (base?.kind === 'metadata' && METADATA_KEYS.has(node.value)) {
    return `'${node.value}' is a key of Kubernetes metadata.`;
  }
  const callee = owner?.kind === 'Call' ? analysis.valueOf(owner.callee) : undefined;
  if (callee?.kind === 'function' && callee.name === 'DataFrame') {
    return `'${node.value}' is not made by this script.`;
  }
  return 'This text is not the name of a column made in the script.';
}
