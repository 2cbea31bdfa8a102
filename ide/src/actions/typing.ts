/** Data types of expressions, and how to turn one into another. */
import type { DataType, Analysis, Expression } from '#language';

/** Undefined where it is not known. The expression need not be one of the script. */
export function dataTypeOf(
  node: Expression,
  analysis: Analysis,
  offset: number,
): DataType | undefined {
  const value = analysis.evaluateAt(node, offset);
  return value?.kind === 'expression' ? value.dataType : undefined;
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
