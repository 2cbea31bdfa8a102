/** Every code has its documentation. */
import { expect, test } from 'vitest';
import { CLUSTER_CODES } from '../../../ide/src/docs/clusterDocs.ts';
import { COMPILER_CODES, WARNING_CODES } from '../../../language/src/problems/codes.ts';
import { VIS_CODES } from '../../../vis/src/visCodes.ts';
import { PROBLEM_DOCS } from '../../../ide/src/docs/documentation.ts';

test('the table has every code once', () => {
  const codes = [
    ...COMPILER_CODES,
    ...Object.values(WARNING_CODES),
    ...new Set(Object.values(VIS_CODES)),
    ...Object.values(CLUSTER_CODES),
  ];
  expect(PROBLEM_DOCS.map(({ code }) => code).sort()).toEqual([...codes].sort());
});

test.each([
  ['WARNING_CODES', WARNING_CODES],
  ['VIS_CODES', VIS_CODES],
])('names are those of %s', (_name, codes) => {
  const documented = new Map(PROBLEM_DOCS.map(({ code, name }) => [code, name]));
  expect(Object.entries(codes).map(([, code]) => documented.get(code))).toEqual(Object.keys(codes));
});

test('texts are sentences', () => {
  for (const { why, fix } of PROBLEM_DOCS)
    for (const text of [why, fix]) expect(text).toMatch(/\.$/);
});
