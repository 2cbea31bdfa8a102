/** `f'…'`, which PxL does not have, as a sum of texts. */
import { parse, type Expression } from '#language';
import { replace } from '../edits/textEdit.ts';
import type { ActionContext, Fix } from './action.ts';
import { asText, dataTypeOf, pxName } from './typing.ts';

const F_STRING = /\b[fF]('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/;

/** For the first one between two offsets. */
export function formattedText(context: ActionContext, from: number, to: number): Fix | undefined {
  const edits = [];
  for (let at = from; at < to;) {
    const found = F_STRING.exec(context.analysis.text.slice(at, to));
    if (found === null) break;
    const [whole, literal = ''] = found;
    const start = at + found.index;
    at = start + whole.length;
    const text = concatenation(literal, start, context);
    if (text === undefined) return undefined;
    edits.push(replace({ start, end: at }, text));
  }
  return edits.length === 0
    ? undefined
    : { title: 'Convert to a sum of texts', edits, isSafe: true };
}

function concatenation(
  literal: string,
  offset: number,
  context: ActionContext,
): string | undefined {
  const quote = literal[0] ?? "'";
  const parts: string[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') parts.push(`${quote}${plain}${quote}`);
    plain = '';
  };
  const body = literal.slice(1, -1);
  for (let at = 0; at < body.length; at += 1) {
    const character = body[at] ?? '';
    if ((character === '{' || character === '}') && body[at + 1] === character) {
      plain += character;
      at += 1;
    } else if (character === '{') {
      const end = body.indexOf('}', at);
      if (end < 0) return undefined;
      const value = embedded(body.slice(at + 1, end), offset, context);
      if (value === undefined) return undefined;
      flush();
      parts.push(value);
      at = end;
    } else plain += character;
  }
  flush();
  return parts.length === 0 ? `${quote}${quote}` : parts.join(' + ');
}

/** `df.latency:.2f` or `name!r`: the expression as text, with as many decimals as asked for. */
function embedded(source: string, offset: number, context: ActionContext): string | undefined {
  const { analysis } = context;
  const [, code = '', decimals] =
    /^(.*?)(?:![rsa])?(?::[^:]*?\.(\d+)[fe]|:[^:]*)?=?$/.exec(source) ?? [];
  const node = onlyExpression(code.trim());
  if (node === undefined) return undefined;
  const type = dataTypeOf(node, analysis, offset);
  const px = pxName(analysis);
  const text = code.trim();
  if (type === 'FLOAT64' && decimals !== undefined) return `${px}.round(${text}, ${decimals})`;
  const isSimple =
    type !== 'STRING' || ['Name', 'Attribute', 'Subscript', 'Call', 'String'].includes(node.kind);
  return asText(isSimple ? text : `(${text})`, type, px);
}

function onlyExpression(code: string): Expression | undefined {
  const { tree, errors } = parse(code);
  const [statement] = tree.statements;
  if (errors.length > 0 || tree.statements.length !== 1) return undefined;
  return statement?.kind === 'ExpressionStatement' ? statement.value : undefined;
}
