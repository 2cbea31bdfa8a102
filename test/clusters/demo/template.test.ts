import { expect, test } from 'vitest';
import { template } from '../../../clusters/src/demo/template.ts';

test.each([
  ['plain', 'plain'],
  ['{"a":1}', '{{"a":1}}'],
  ['id=$trace', 'id={0:016x}'],
  ['$user/$product', '{3}/{2}'],
  ['$amount USD', '{9:.2f} USD'],
  ['{"$$db":"x"}', '{{"$db":"x"}}'],
  ['price = $1', 'price = $1'],
])('%s becomes %s', (text, expected) => {
  expect(template(text)).toBe(expected);
});

test('an unknown placeholder is a mistake in the demo', () => {
  expect(() => template('$nonsense')).toThrow('Unknown placeholder $nonsense');
});
