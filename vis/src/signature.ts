/** A function of the script as one line. */
import type { FunctionStatement } from '#language';

/** `def f(start_time: str, pod: px.Pod)`, as the script writes it. */
export function signatureOf({ name, parameters }: FunctionStatement, text: string): string {
  const written = parameters.map(({ name: parameter, annotation }) =>
    annotation === undefined
      ? parameter.text
      : `${parameter.text}: ${text.slice(annotation.span.start, annotation.span.end)}`,
  );
  return `def ${name.text}(${written.join(', ')})`;
}
