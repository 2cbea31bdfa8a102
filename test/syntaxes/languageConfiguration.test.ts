/** What Enter does, and what a double click selects. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface EnterRule {
  readonly beforeText: string;
  readonly afterText?: string;
  readonly action: { readonly indent: string; readonly appendText?: string };
}
interface Configuration {
  readonly wordPattern: string;
  readonly onEnterRules: readonly EnterRule[];
}

const configuration = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '..', '..', 'syntaxes', 'language-configuration.json'),
    'utf8',
  ),
) as Configuration;

/** The first rule that fits counts, as in VS Code; `|` is the cursor. */
function enter(line: string): string {
  const [before = '', after = ''] = line.split('|');
  const rule = configuration.onEnterRules.find(
    ({ beforeText, afterText }) =>
      new RegExp(beforeText).test(before) &&
      (afterText === undefined || new RegExp(afterText).test(after)),
  );
  return rule === undefined
    ? 'as above'
    : `${rule.action.indent}${rule.action.appendText ? ` ${rule.action.appendText}` : ''}`;
}

describe('Enter', () => {
  test.each([
    ['def f(a):|', 'indent'],
    ['    def f(a):  # why|', 'indent'],
    ['df = df.agg(|', 'indent'],
    ['df = df.agg(|)', 'indentOutdent'],
    ['x = [  # list|', 'indent'],
    ['    return df|', 'outdent'],
    ['    return df.agg(|', 'indent'],
    ["    return df[['a',|", 'as above'],
    ['    return a |+ b', 'as above'],
    ['# one |two', 'none # '],
    ['# one|', 'as above'],
    ['# def f(|', 'as above'],
    ['x = 1|', 'as above'],
    ['define = f(x):|', 'as above'],
  ])('%s', (line, expected) => {
    expect(enter(line).trim()).toBe(expected.trim());
  });
});

test('words are names and numbers', () => {
  const words = "df.p50 = px.floor(1.5) + df['a_b']".match(
    new RegExp(configuration.wordPattern, 'g'),
  );
  expect(words).toEqual(['df', 'p50', 'px', 'floor', '1.5', 'df', 'a_b']);
});
