/** What is offered at the cursor of a fixture. */
import { expect } from 'vitest';
import { analyze, bundledCatalog, type EntityKind } from '#language';
import { complete, type Completion } from '#ide';
import { parseFixture } from '../../support/fixture.ts';

const catalog = bundledCatalog();

export interface Offered {
  /** The first labels, in order. */
  readonly first?: readonly string[];
  /** Some of the labels. */
  readonly some?: readonly string[];
  readonly not?: readonly string[];
  /** Every label, sorted. */
  readonly all?: readonly string[];
}

export interface Asked {
  readonly snippets?: boolean;
  readonly onlyExpected?: boolean;
  readonly names?: Readonly<Partial<Record<EntityKind, readonly string[]>>>;
}

/** `df` reads http_events. */
export const FRAME = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

export function completionsAt(source: string, asked: Asked = {}) {
  const { files, cursors } = parseFixture(source);
  const text = files.get('/main.pxl') ?? '';
  const [cursor] = cursors;
  if (cursor === undefined) throw new Error('the fixture has no $0');
  const analysis = analyze({ script: text, catalog, nowNs: 0n });
  const { items, wanted } = complete(analysis, cursor.offset, catalog, {
    snippets: asked.snippets ?? true,
    onlyExpected: asked.onlyExpected ?? false,
    entityNames: (kind) => asked.names?.[kind],
  });
  const ordered = [...items].sort(
    (a, b) => a.rank - b.rank || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  );
  return { text, offset: cursor.offset, items: ordered, wanted };
}

export function checkCompletion(source: string, offered: Offered, asked: Asked = {}): void {
  const { items } = completionsAt(source, asked);
  const labels = items.map(({ label }) => label);
  const { first = [], some = [], not = [], all } = offered;
  expect(labels.slice(0, first.length)).toEqual(first);
  expect(labels.filter((label) => some.includes(label)).sort()).toEqual([...some].sort());
  expect(labels.filter((label) => not.includes(label))).toEqual([]);
  if (all !== undefined) expect([...labels].sort()).toEqual([...all].sort());
}

/** Nothing at all. */
export const checkNoCompletion = (source: string): void => checkCompletion(source, { all: [] });

/** The script after one completion is taken; placeholders as `${1:name}`. */
export function checkTaken(source: string, label: string, expected: string, asked: Asked = {}) {
  const { text, offset, items } = completionsAt(source, asked);
  const item = items.find((one) => one.label === label);
  expect(item, `${label} is not offered`).toBeDefined();
  if (item !== undefined) {
    // Editors compare what stands in front of the cursor with the filter text.
    const typed = text.slice(item.span.start, offset);
    expect(isSubsequence(typed.toLowerCase(), item.filter.toLowerCase())).toBe(true);
    expect(applied(text, item)).toBe(expected);
  }
}

function applied(text: string, { span, insert, edits }: Completion): string {
  const all = [{ span, newText: insert }, ...edits].sort((a, b) => b.span.start - a.span.start);
  return all.reduce(
    (result, one) => result.slice(0, one.span.start) + one.newText + result.slice(one.span.end),
    text,
  );
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const letter of whole) if (letter === part[at]) at += 1;
  return at === part.length;
}
