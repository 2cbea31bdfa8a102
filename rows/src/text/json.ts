/**
 * JSON laid out anew without touching its values: only blanks between tokens change, so numbers
 * beyond 2^53, repeated keys and escapes stay as they were sent.
 */

/** Above this a text is shown as it is: parsing would hold up the panel. */
const MAX_CHARS = 1_000_000;

/** @returns The parsed value of an object or array, or undefined when the text is neither. */
export function parseContainer(text: string): object | undefined {
  if (text.length > MAX_CHARS || !/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Text that only begins like JSON is ordinary telemetry, such as a cut-off body.
    return undefined;
  }
}

/** Strings whole, numbers and words whole, punctuation one by one; blanks are left out. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** One line with a blank after `:` and `,`. @returns undefined when the text is no object or array. */
export function compactJson(text: string): string | undefined {
  if (parseContainer(text) === undefined) return undefined;
  return (text.match(TOKEN) ?? [])
    .map((token) => (token === ':' || token === ',' ? `${token} ` : token))
    .join('');
}

/** Two blanks per level. @returns undefined when the text is no object or array. */
export function prettyJson(text: string): string | undefined {
  if (parseContainer(text) === undefined) return undefined;
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  const parts: string[] = [];
  const newLine = () => `\n${'  '.repeat(depth)}`;
  tokens.forEach((token, index) => {
    const empty = /[}\]]/.test(token) && /^[{[]$/.test(tokens[index - 1] ?? '');
    if (token === '}' || token === ']') {
      depth -= 1;
      parts.push(empty ? token : newLine() + token);
    } else if (token === '{' || token === '[') {
      depth += 1;
      parts.push(token + (/^[}\]]$/.test(tokens[index + 1] ?? '') ? '' : newLine()));
    } else if (token === ',') {
      parts.push(token + newLine());
    } else {
      parts.push(token === ':' ? ': ' : token);
    }
  });
  return parts.join('');
}
