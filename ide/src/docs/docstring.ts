/** What the text in a function says, of itself and of its parameters. */

export interface Docstring {
  /** Paragraphs. */
  readonly summary: readonly string[];
  /** By name. */
  readonly parameters: ReadonlyMap<string, string>;
}

const ARGUMENTS = /^(Args|Arguments|Parameters|Params)\s*:?$/i;
const SECTION = /^[A-Z]\w*\s*:$/;
/** `@start_time: How far back.`, as Pixie's own scripts have it, and `start_time: How far back.` */
const ARGUMENT = /^@?\s*(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$/;

export function readDocstring(text: string): Docstring {
  const summary: string[] = [];
  const parameters = new Map<string, string>();
  let inArguments = false;
  let current: string | undefined;
  let startsParagraph = true;
  for (const line of text.split('\n').map((one) => one.trim())) {
    const [, name, words = ''] = (inArguments && ARGUMENT.exec(line)) || [];
    if (ARGUMENTS.test(line) || SECTION.test(line)) {
      inArguments = ARGUMENTS.test(line);
      startsParagraph = true;
      current = undefined;
    }
    if (line === '' || ARGUMENTS.test(line)) {
      startsParagraph = true;
    } else if (inArguments && name !== undefined) {
      current = name;
      parameters.set(name, words);
    } else if (inArguments && current !== undefined) {
      parameters.set(current, `${parameters.get(current) ?? ''} ${line}`.trim());
    } else {
      if (startsParagraph) summary.push(line);
      else summary.push(`${summary.pop() ?? ''} ${line}`);
      startsParagraph = false;
    }
  }
  return { summary, parameters };
}
