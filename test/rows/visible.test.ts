import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, visible, visibleLines } from '#rows';

describe('text made visible', () => {
  test.each([
    ['plain text', 'plain text'],
    ['a\tb\r\nc', 'a␉b␍␊c'],
    ['\u0000\u001b[31m', '␀␛[31m'],
    ['\u007f', '␡'],
    ['abc\u202Egnp.exe', 'abc⟨U+202E⟩gnp.exe'],
    ['a\u200Bb\uFEFF', 'a⟨U+200B⟩b⟨U+FEFF⟩'],
    ['\u2028', '⟨U+2028⟩'],
    ['😀 שלום', '😀 שלום'],
    ['\ud83d', '⟨U+D83D⟩'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
  test('keeps lines where lines are shown', () => {
    expect(visibleLines('a\n\tb\r')).toBe('a\n\tb␍');
  });
  test('nothing hidden is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });
  test('cuts between characters', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdefg', 6)).toBe('abcdef…');
    expect(cut('ab😀cd', 3)).toBe('ab…');
  });
});
