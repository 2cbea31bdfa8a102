/**
 * The one table of how functions are computed. `npx vitest run test/engine/functions/functionTable
 * --update` writes its page.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundledCatalog, type FunctionInfo } from '#language';
import { udtfNames } from '../../../engine/src/execute/udtfs.ts';
import { FUNCTION_PARTS, functionNames } from '../../../engine/src/functions/functionTable.ts';
import { methodOf, type FunctionMethod } from '../../../engine/src/functions/methods.ts';
import { functionsPage } from './functionsPage.ts';

const page = join(import.meta.dirname, '../../../docs/functions.md');
const { functions, udtfs } = bundledCatalog();
const all = [...functions.values()];

describe('the table of functions', () => {
  test('has exactly what the catalog has', () => {
    // What the analyzer makes of px.script_reference goes by both names.
    const ours = functionNames().filter((name) => name !== 'script_reference');
    expect(ours.toSorted()).toEqual(all.map(({ name }) => name).toSorted());
    expect(all.length).toBe(185);
  });

  test('has every function once', () => {
    const names = FUNCTION_PARTS.flatMap((part) => Object.keys(part));
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test('has every table function of the catalog', () => {
    expect(udtfNames().toSorted()).toEqual([...udtfs.keys()].toSorted());
    expect(udtfs.size).toBe(23);
  });

  test('refuses what needs a model, and nothing else', () => {
    const refused = all.filter((info) => methodOf(info) === 'refused');
    expect(refused.map(({ name }) => name).toSorted()).toEqual([
      '_encode_sentence_piece',
      '_kmeans_fit',
      '_kmeans_inference',
      '_text_embedding',
    ]);
  });
});

describe('the method is read off the rule', () => {
  const methodNamed = (name: string): FunctionMethod =>
    methodOf(functions.get(name) as FunctionInfo);
  test.each<[string, FunctionMethod]>([
    ['divide', 'sql'],
    ['contains', 'sql'],
    ['add', 'guarded'],
    ['regex_match', 'sql'],
    ['atoi', 'guarded'],
    // Only beyond ASCII, within a macro.
    ['substring', 'script'],
    ['pluck', 'script'],
    ['redact_pii_best_effort', 'script'],
    ['upid_to_pod_name', 'lookup'],
    ['ip_to_pod_id', 'lookup'],
    ['count', 'sql'],
    ['sum', 'guarded'],
    ['quantiles', 'script'],
    ['_text_embedding', 'refused'],
  ])('%s: %s', (name, method) => {
    expect(methodNamed(name)).toBe(method);
  });
});

test('docs/functions.md is up to date', async () => {
  await expect(await functionsPage(page)).toMatchFileSnapshot(page);
});
