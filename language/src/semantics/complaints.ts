/** From complaints to problems: in the compiler's order, with its own told apart from ours. */
import type { Problem } from '../problems/problem.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { Span } from '../text/span.ts';
import { rankOf, type Complaint } from './ir/refusal.ts';

export interface SemanticProblems {
  readonly problems: readonly Problem[];
  /** The compiler's status text. */
  readonly status: string;
}

/** A complaint of a function nobody calls. */
export interface UncalledComplaint {
  readonly complaint: Complaint;
  /** The function, where it is no part of what the script does. */
  readonly onceCalled: string | undefined;
}

/**
 * The first complaint in the compiler's order is its own, with those of the same refusal; the
 * others are what we found beyond.
 *
 * @param uncalled Complaints of functions nobody calls, by function: the compiler has none of them.
 * @param refusedBefore The compiler has not come to any of this.
 */
export function semanticProblems(
  complaints: readonly Complaint[],
  uncalled: readonly UncalledComplaint[],
  { lines, refusedBefore }: { readonly lines: LineIndex; readonly refusedBefore: boolean },
): SemanticProblems {
  const ordered = [...complaints].sort((a, b) => rankOf(a) - rankOf(b));
  const own = new Set(refusedBefore ? [] : ownComplaints(ordered));
  const seen = new Set<string>();
  const problems: Problem[] = [];
  const told = [
    ...ordered.map((one) => problemOf(one, own.has(one), lines)),
    ...uncalled.map(({ complaint, onceCalled }): Problem => {
      const problem = problemOf(complaint, false, lines);
      return onceCalled === undefined ? problem : { ...problem, severity: 'warning', onceCalled };
    }),
  ];
  for (const problem of told) {
    const key = `${problem.message}@${String(problem.span.start)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    problems.push(problem);
  }
  const status = [...own].filter(({ inner }) => inner !== true).map(({ message }) => message);
  return { problems, status: status.join('\n') };
}

/** The first complaint and those that came with it, such as the second one of a bad time. */
function ownComplaints(ordered: readonly Complaint[]): readonly Complaint[] {
  const [first] = ordered;
  if (first === undefined) return [];
  const end = ordered.findIndex(({ inner }, index) => {
    const next = ordered[index + 1];
    return inner !== true && next?.continues !== true;
  });
  return ordered.slice(0, end + 1);
}

function problemOf(complaint: Complaint, reportedByCompiler: boolean, lines: LineIndex): Problem {
  const { code, message, place, positioned, position } = complaint;
  const compilerPosition =
    position ??
    (place.at === undefined ? { line: 0, column: 0 } : lines.compilerPosition(place.at));
  return {
    code,
    severity: 'error',
    message,
    reportedByCompiler,
    span: visibleSpan(place.span, lines.text),
    compilerPosition: positioned ? compilerPosition : undefined,
  };
}

/** An underline one can see: never empty while there is text. */
export function visibleSpan({ start, end }: Span, text: string): Span {
  const from = Math.min(start, text.length);
  if (end > from) return { start: from, end: Math.min(end, text.length) };
  if (from < text.length && text[from] !== '\n') return { start: from, end: from + 1 };
  return { start: Math.max(0, from - 1), end: from };
}
