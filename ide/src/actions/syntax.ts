/** Fixes for what does not parse. A fix is offered only when the script parses better with it. */
import { type Problem, tokenize, parse, type Token } from '#language';
import { applyEdits, insert, replace, type TextEdit } from '../edits/textEdit.ts';
import type { ActionContext, Fix } from './action.ts';
import { formattedText } from './formatString.ts';

/** Offsets where a comma is missing before an argument. */
export function missingCommas(text: string): readonly number[] {
  const tokens = tokenize(text);
  const offsets: number[] = [];
  let depth = 0;
  tokens.forEach((token, index) => {
    if (token.type === 'op' && '([{'.includes(token.text)) depth += 1;
    if (token.type === 'op' && ')]}'.includes(token.text)) depth = Math.max(0, depth - 1);
    const previous = tokens[index - 1];
    const next = tokens[index + 1];
    if (depth === 0 || previous === undefined || next === undefined) return;
    const isKeyword = token.type === 'name' && next.type === 'op' && next.text === '=';
    if (isKeyword && endsOperand(previous)) offsets.push(previous.end);
  });
  return offsets;
}

const endsOperand = ({ type, text }: Token): boolean =>
  ['name', 'integer', 'float', 'string'].includes(type) || (type === 'op' && ')]}'.includes(text));

const commaEdits = (text: string): readonly TextEdit[] =>
  missingCommas(text).map((offset) => insert(offset, ','));

/** The comma that the compiler does without once per call. */
export function acceptedCommas({
  analysis,
}: ActionContext): readonly (Fix & { readonly offset: number })[] {
  return missingCommas(analysis.text).map((offset) => ({
    title: 'Add the missing comma',
    edits: [insert(offset, ',')],
    isSafe: true,
    offset,
  }));
}

export function brokenSyntax(problem: Problem, context: ActionContext): readonly Fix[] {
  const { text } = context.analysis;
  const before = parse(text).errors;
  const [first] = before;
  if (first === undefined) return [];
  const line = (one: typeof first | undefined) =>
    one?.compilerPosition.line ?? Number.MAX_SAFE_INTEGER;
  const isBetter = ({ edits }: Fix): boolean => {
    const [after] = parse(applyEdits(text, edits)).errors;
    return after === undefined || line(after) > line(first) + added(edits);
  };
  const found = [...candidates(problem, context)].filter(isBetter).slice(0, 3);
  return found.map((fix, index) => ({ ...fix, isPreferred: index === 0 }));
}

const added = (edits: readonly TextEdit[]): number =>
  edits.reduce((count, { newText }) => count + newText.split('\n').length - 1, 0);

/** Words of other languages with PxL's own. */
const OPERATORS: readonly (readonly [RegExp, string, string])[] = [
  [/&&/g, ' and ', "Use 'and'"],
  [/\|\|/g, ' or ', "Use 'or'"],
  [/!(?!=)\s*/g, 'not ', "Use 'not'"],
  [/===/g, '==', "Use '=='"],
  [/!==/g, '!=', "Use '!='"],
  [/\s*->\s*[^:\n]+(?=:)/g, '', 'Remove the return type'],
  [/(?<=^\s*\w+)\s*:\s*[\w.]+(?=\s*=)/g, '', 'Remove the type'],
  [/(?<=\d)_(?=\d)/g, '', 'Remove the underscores'],
];

function* candidates(problem: Problem, context: ActionContext): Generator<Fix> {
  const { text } = context.analysis;
  const lineStart = text.lastIndexOf('\n', problem.span.start - 1) + 1;
  const newline = text.indexOf('\n', problem.span.start);
  const lineEnd = newline < 0 ? text.length : newline;
  const line = text.slice(lineStart, lineEnd);
  const commas = commaEdits(text);
  if (commas.length > 0) yield { title: commaTitle(commas), edits: commas, isSafe: true };
  const formatted = formattedText(context, lineStart, lineEnd);
  if (formatted !== undefined) yield formatted;
  for (const [pattern, newText, title] of OPERATORS) {
    const edits = [...line.matchAll(pattern)]
      .filter(({ index }) => !inString(line, index))
      .map(({ 0: match, index }) => {
        const start = lineStart + index;
        // Blanks around an operator are the author's where there are some.
        const trimmed =
          newText.startsWith(' ') && line[index - 1] === ' ' ? newText.trimStart() : newText;
        const end = start + match.length;
        const fitted = text[end] === ' ' ? trimmed.trimEnd() : trimmed;
        return replace({ start, end }, fitted);
      });
    if (edits.length > 0) yield { title, edits };
  }
  if (text[problem.span.start] === '=')
    yield { title: "Compare with '=='", edits: [insert(problem.span.start, '=')] };
  if (/^\s*(def|if|for|while)\b/.test(line)) {
    yield { title: "Add ':'", edits: [insert(lineStart + line.trimEnd().length, ':')] };
  }
  yield* closings(context, problem);
  yield* strayClosing(context, problem);
}

const commaTitle = ({ length }: readonly TextEdit[]): string =>
  length === 1 ? 'Add the missing comma' : `Add ${String(length)} missing commas`;

const inString = (line: string, index: number): boolean =>
  (line.slice(0, index).match(/(?<!\\)['"]/g)?.length ?? 0) % 2 === 1;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A bracket or quote that is still open at the end of its line. */
function* closings({ analysis: { text } }: ActionContext, problem: Problem): Generator<Fix> {
  const lines = [...text.matchAll(/[^\n]*/g)].filter(({ index }) => index <= problem.span.end);
  for (const { 0: line, index } of lines.slice(-12).reverse()) {
    const open: string[] = [];
    let quote = '';
    for (const character of line.replace(/\\./g, '__')) {
      if (quote !== '') quote = character === quote ? '' : quote;
      else if (character === '#') break;
      else if (character === "'" || character === '"') quote = character;
      else if (CLOSING[character] !== undefined) open.push(CLOSING[character]);
      else if (open.at(-1) === character) open.pop();
    }
    const missing = open.reverse().join('');
    const end = index + line.trimEnd().length;
    if (quote !== '') {
      // Brackets at the end are rather meant to close than to be part of the text.
      const tail = /[)\]},:]*$/.exec(line.trimEnd())?.[0] ?? '';
      yield { title: 'Add the missing quote', edits: [insert(end - tail.length, quote)] };
      yield { title: 'Add the missing quote', edits: [insert(end, quote + missing)] };
    } else if (missing !== '') yield { title: `Add '${missing}'`, edits: [insert(end, missing)] };
  }
}

function* strayClosing({ analysis: { text } }: ActionContext, { span }: Problem): Generator<Fix> {
  const character = text[span.start] ?? '';
  if (')]}'.includes(character) && character !== '') {
    const edits = [replace({ start: span.start, end: span.start + 1 }, '')];
    yield { title: `Remove '${character}'`, edits };
  }
}
