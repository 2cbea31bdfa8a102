/** How loud problems are: by the user's settings, and by comments in the script. */
import { commentsOf, type Problem, type Severity } from '#language';
import { PROBLEM_DOCS } from '../docs/documentation.ts';

/** By code. */
export type Severities = ReadonlyMap<string, Severity | 'off'>;

const CODES: ReadonlyMap<string, string> = new Map(
  PROBLEM_DOCS.map(({ name, code }) => [name, code]),
);
const LEVELS: ReadonlySet<unknown> = new Set(['error', 'warning', 'information', 'off']);

/** From an object of codes or names to levels; what is neither is left out. */
export function readSeverities(value: unknown): Severities {
  const entries = Object.entries(Object(value) as Record<string, unknown>);
  return new Map(
    entries
      .filter((entry): entry is [string, Severity | 'off'] => LEVELS.has(entry[1]))
      .map(([key, level]) => [codeOfKey(key), level]),
  );
}

/** What the compiler refuses stays an error: it would not run, whatever the settings say. */
export function withSeverities<P extends Pick<Problem, 'code' | 'severity'>>(
  problems: readonly P[],
  severities: Severities,
): readonly P[] {
  if (severities.size === 0) return problems;
  return problems.flatMap((problem) => {
    const level = severities.get(problem.code);
    if (level === undefined || problem.severity === 'error') return problem;
    return level === 'off' ? [] : { ...problem, severity: level };
  });
}

const IGNORE = /^#\s*pxl:\s*ignore(?:\[([\w\s,]*)\])?/;

/**
 * Leaves out warnings of lines that end with `# pxl: ignore[PXL607]`, or with `# pxl: ignore` for
 * all of them.
 */
export function withoutIgnored(problems: readonly Problem[], text: string): readonly Problem[] {
  if (!text.includes('pxl:')) return problems;
  const ignored = commentsOf(text).flatMap(({ span, text: comment }) => {
    const [found, codes] = IGNORE.exec(comment) ?? [];
    if (found === undefined) return [];
    const start = text.lastIndexOf('\n', span.start - 1) + 1;
    return [{ start, end: span.end, codes: codes?.split(',').map((one) => codeOfKey(one.trim())) }];
  });
  return problems.filter(
    ({ code, severity, span }) =>
      severity === 'error' ||
      !ignored.some(
        ({ start, end, codes }) =>
          start <= span.start && span.start <= end && (codes?.includes(code) ?? true),
      ),
  );
}

const codeOfKey = (key: string): string => CODES.get(key) ?? key;
