/** Scripts that a script refers to: the second argument of px.script_reference. */
import { type Analysis, type Span, eachExpression } from '#language';
import { insideQuotes } from './columnNames.ts';

export interface ScriptLink {
  readonly span: Span;
  /** Such as `px/pod`. */
  readonly script: string;
}

const SCRIPT_NAME = /^[\w.-]+(\/[\w.-]+)*$/;

export function scriptLinks(analysis: Analysis): readonly ScriptLink[] {
  const { tree, text } = analysis;
  const found: ScriptLink[] = [];
  eachExpression(tree, (node) => {
    if (node.kind !== 'Call') return;
    const callee = analysis.valueOf(node.callee);
    const name = node.callee.kind === 'Attribute' ? node.callee.name?.text : undefined;
    const refers = callee?.kind === 'function' ? callee.name : name;
    if (refers !== 'script_reference') return;
    const argument =
      node.keywords.find((keyword) => keyword.name.text === 'script')?.value ?? node.args[1];
    if (argument?.kind !== 'String' || !SCRIPT_NAME.test(argument.value)) return;
    const span = insideQuotes(text, argument.span, argument.value) ?? argument.span;
    found.push({ span, script: argument.value });
  });
  return found;
}
