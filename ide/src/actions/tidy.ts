/** Fixes for what the compiler accepts and the author hardly means, and for what a script lacks. */
import type { Problem, Statement } from '#language';
import { indentAt, insert, lineSpan, replace } from '../edits/textEdit.ts';
import { textOf, type ActionContext, type Fix } from './action.ts';
import { allStatements, around, covers, sameSpan, within } from './find.ts';
import { pxName } from './typing.ts';

/** An import that is not used. */
export function unusedImport({ span }: Problem, context: ActionContext): readonly Fix[] {
  const { analysis } = context;
  for (const node of allStatements(analysis.tree.statements)) {
    if (node.kind !== 'Import' && node.kind !== 'ImportFrom') continue;
    const index = node.names.findIndex(({ name, alias }) => sameSpan((alias ?? name).span, span));
    if (index < 0) continue;
    const title = `Remove the unused import '${textOf(context, span)}'`;
    if (node.names.length === 1)
      return [{ ...removedStatement(title, node, context), isSafe: true }];
    const [own, next, previous] = [node.names[index], node.names[index + 1], node.names[index - 1]];
    if (own === undefined) return [];
    const end = (own.alias ?? own.name).span.end;
    const gap =
      next === undefined
        ? { start: (previous?.alias ?? previous?.name ?? own.name).span.end, end }
        : { start: own.name.span.start, end: next.name.span.start };
    return [{ title, edits: [replace(gap, '')], isPreferred: true, isSafe: true }];
  }
  return [];
}

/** The statement with its line when it stands alone there. */
function removedStatement(title: string, { span }: Statement, { analysis }: ActionContext): Fix {
  const line = lineSpan(analysis.text, span);
  const around =
    analysis.text.slice(line.start, span.start) + analysis.text.slice(span.end, line.end);
  const isAlone = around.trim() === '';
  const semicolon = isAlone ? null : /^\s*;\s*/.exec(analysis.text.slice(span.end));
  const inLine = { start: span.start, end: span.end + (semicolon?.[0].length ?? 0) };
  return { title, edits: [replace(isAlone ? line : inLine, '')], isPreferred: true };
}

/** A DataFrame that is not used. */
export function unusedDataFrame({ span }: Problem, context: ActionContext): readonly Fix[] {
  const statement = allStatements(context.analysis.tree.statements).find(
    (node) => node.kind === 'Assign' && node.targets.some((target) => sameSpan(target.span, span)),
  );
  if (statement === undefined) return [];
  const name = textOf(context, span);
  const shown = insert(
    lineSpan(context.analysis.text, statement.span).end,
    displayLine(context, name, statement),
  );
  return [
    removedStatement(`Remove the unused DataFrame '${name}'`, statement, context),
    { title: `Display '${name}'`, edits: [shown] },
  ];
}

function displayLine(context: ActionContext, name: string, { span }: Statement): string {
  const { text } = context.analysis;
  const startsLine = text.endsWith('\n') || lineSpan(text, span).end < text.length;
  const px = pxName(context.analysis);
  return `${startsLine ? '' : '\n'}${indentAt(text, span.start)}${px}.display(${name}, '${name}')\n`;
}

/** A column nobody reads. */
export function lostAssignment({ span }: Problem, context: ActionContext): readonly Fix[] {
  const statement = allStatements(context.analysis.tree.statements).find(
    (node) => node.kind === 'Assign' && node.targets.some((target) => sameSpan(target.span, span)),
  );
  if (statement === undefined) return [];
  return [
    removedStatement(`Remove the assignment of '${textOf(context, span)}'`, statement, context),
  ];
}

/** `df.x = other.y` reads `df.y`: so it may say so. */
export function otherDataFrame({ span }: Problem, { analysis }: ActionContext): readonly Fix[] {
  const statement = allStatements(analysis.tree.statements).find(
    (node) => node.kind === 'Assign' && covers(node.value.span, span),
  );
  const target = statement?.kind === 'Assign' ? statement.targets[0] : undefined;
  const read = within(analysis.tree, span, 'Attribute')?.node;
  if (target?.kind !== 'Attribute' && target?.kind !== 'Subscript') return [];
  if (target.value.kind !== 'Name' || read?.value.kind !== 'Name') return [];
  const own = target.value.id;
  const title = `Read it from '${own}'`;
  return [{ title, edits: [replace(read.value.span, own)] }];
}

/** An int is nanoseconds since 1970. */
export function absoluteTime({ span }: Problem, context: ActionContext): readonly Fix[] {
  const written = textOf(context, span).replaceAll(/\s/g, '');
  const value = Number(written);
  if (!Number.isSafeInteger(value)) return [];
  if (value < 0) {
    return [
      {
        title: `Change to '${written}s'`,
        edits: [replace(span, `'${written}s'`)],
        isPreferred: true,
      },
      { title: `Change to '${written}m'`, edits: [replace(span, `'${written}m'`)] },
    ];
  }
  if (value === 0) return [];
  const units: readonly (readonly [number, string, string])[] = [
    [10, '1000000000', 'seconds since 1970'],
    [13, '1000000', 'milliseconds since 1970'],
    [16, '1000', 'microseconds since 1970'],
  ];
  const epoch = units.find(([digits]) => written.length === digits);
  if (epoch !== undefined) {
    const [, factor, unit] = epoch;
    return [
      {
        title: `Read as ${unit}`,
        edits: [replace(span, `${written} * ${factor}`)],
        isPreferred: true,
      },
    ];
  }
  if (written.length > 6) return [];
  return [
    {
      title: `Change to '-${written}s'`,
      edits: [replace(span, `'-${written}s'`)],
      isPreferred: true,
    },
  ];
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `'-1h30m'` is `'-90m'` */
export function severalUnits({ span }: Problem, context: ActionContext): readonly Fix[] {
  const literal = textOf(context, span);
  const quote = literal[0] ?? "'";
  const parts = [...literal.matchAll(/(-?\d+)(ms|[smhd])/g)];
  const smallest = parts.at(-1)?.[2] ?? 's';
  const sign = parts[0]?.[1]?.startsWith('-') === true ? '-' : '';
  const totalMs = parts.reduce(
    (sum, [, amount = '', unit = '']) => sum + Math.abs(Number(amount)) * (UNITS_MS[unit] ?? 0),
    0,
  );
  const amount = totalMs / (UNITS_MS[smallest] ?? 1);
  if (!Number.isInteger(amount) || amount === 0) return [];
  const text = `${quote}${sign}${String(amount)}${smallest}${quote}`;
  return [{ title: `Change to ${text}`, edits: [replace(span, text)], isPreferred: true }];
}

/** `'5 minutes'`, `'-1w'`, `'5 m'`: a time in the form the compiler reads. */
export function wrongTime({ span }: Problem, context: ActionContext): readonly Fix[] {
  const literal = textOf(context, span);
  const [, quote = "'", sign = '', digits = '', word = ''] =
    /^(['"])\s*(-?)\s*(\d+)\s*([a-z]+)(?: ago)?\s*\1$/i.exec(literal) ?? [];
  const unit = word.toLowerCase();
  const known: readonly (readonly [RegExp, string, number])[] = [
    [/^(ms|msecs?|milliseconds?|millis)$/, 'ms', 1],
    [/^(s|secs?|seconds?)$/, 's', 1],
    [/^(m|mins?|minutes?)$/, 'm', 1],
    [/^(h|hrs?|hours?)$/, 'h', 1],
    [/^(d|days?)$/, 'd', 1],
    [/^(w|weeks?)$/, 'd', 7],
  ];
  const found = known.find(([pattern]) => pattern.test(unit));
  if (found === undefined || digits === '') return [];
  const [, short, factor] = found;
  const ago = / ago/i.test(literal) ? '-' : sign;
  const text = `${quote}${ago}${String(Number(digits) * factor)}${short}${quote}`;
  return [{ title: `Change to ${text}`, edits: [replace(span, text)], isPreferred: true }];
}

/** A table is read from its beginning without a start. */
export function noStartTime({ span }: Problem, context: ActionContext): readonly Fix[] {
  const call = around(context.analysis.tree, span, 'Call', ({ callee }) =>
    sameSpan(callee.span, span),
  )?.node;
  if (call === undefined || call.args.length > 2) return [];
  const close = call.span.end - 1;
  const before = context.analysis.text.slice(call.at + 1, close).trimEnd();
  const comma = before === '' || before.endsWith(',') ? '' : ', ';
  const offset = call.at + 1 + before.length;
  const text = before.endsWith(',') ? " start_time='-5m'" : `${comma}start_time='-5m'`;
  return [{ title: "Add start_time='-5m'", edits: [insert(offset, text)], isPreferred: true }];
}

/** A table's name that is shown already. */
export function displayNameClash({ span }: Problem, context: ActionContext): readonly Fix[] {
  const literal = textOf(context, span);
  const quote = literal[0] ?? "'";
  const name = literal.slice(1, -1);
  const { text } = context.analysis;
  let count = 2;
  while (text.includes(`${quote}${name}_${String(count)}${quote}`)) count += 1;
  const renamed = `${quote}${name}_${String(count)}${quote}`;
  return [{ title: `Rename to ${renamed}`, edits: [replace(span, renamed)], isPreferred: true }];
}

/** More rows than a table may have, unless the script says so. */
export function aboveRowLimit(problem: Problem, context: ActionContext): readonly Fix[] {
  const rows = textOf(context, problem.span);
  const [, limit = ''] = /has (\d+) rows/.exec(problem.message) ?? [];
  const { text } = context.analysis;
  const flag = `#px:set max_output_rows_per_table=${rows}`;
  const known = /^#px:set max_output_rows_per_table=.*$/m.exec(text);
  const edit =
    known === null
      ? insert(0, `${flag}\n`)
      : replace({ start: known.index, end: known.index + known[0].length }, flag);
  return [
    { title: `Add '${flag}'`, edits: [edit], isPreferred: true },
    { title: `Change to ${limit}`, edits: [replace(problem.span, limit)] },
  ];
}

/** Nothing is shown: the DataFrame that was made last, at the end. */
export function nothingShown(_: Problem, context: ActionContext): readonly Fix[] {
  const { analysis } = context;
  const frames = analysis.tree.statements.flatMap((node) => {
    if (node.kind !== 'Assign') return [];
    const [target] = node.targets;
    const base =
      target?.kind === 'Attribute' || target?.kind === 'Subscript' ? target.value : target;
    if (base?.kind !== 'Name') return [];
    const isFrame = base !== target || analysis.valueOf(node.value)?.kind === 'dataFrame';
    return isFrame ? [base.id] : [];
  });
  const names = [...new Set([...frames].reverse())].slice(0, 3);
  const { text } = analysis;
  const end = text.trimEnd().length;
  const px = pxName(analysis);
  return names.map((name, index) => ({
    title: `Add ${px}.display(${name})`,
    edits: [replace({ start: end, end: text.length }, `\n${px}.display(${name})\n`)],
    isPreferred: index === 0,
  }));
}

/** A grouping is followed by what is worked out for each group. */
export function groupingAlone({ span }: Problem, context: ActionContext): readonly Fix[] {
  const call = within(context.analysis.tree, span, 'Call', (node) =>
    sameSpan(node.span, span),
  )?.node;
  if (call?.callee.kind !== 'Attribute') return [];
  const frame = context.analysis.valueOf(call.callee.value);
  if (frame?.kind !== 'dataFrame') return [];
  const px = pxName(context.analysis);
  const [first] = frame.relation;
  if (first === undefined) return [];
  const text = `.agg(count=('${first.name}', ${px}.count))`;
  return [{ title: `Add ${text}`, edits: [insert(call.span.end, text)], isPreferred: true }];
}
