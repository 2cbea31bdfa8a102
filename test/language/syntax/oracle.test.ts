/** The parser's errors beside the real parser's recorded ones. */
import { expect, test } from 'vitest';
import { parse } from '#language';
import { isSyntaxError, oracleCases } from '../../support/oracle.ts';

const cases = oracleCases();
const refused = cases.filter(({ errors }) => errors?.some(isSyntaxError) === true);
const accepted = cases.filter((one) => !refused.includes(one));

const errorsOf = (script: string) =>
  parse(script).errors.map(({ compilerPosition: { line, column }, message }) => ({
    line,
    column,
    message,
  }));

test(`${String(refused.length)} scripts the real parser refuses have its errors`, () => {
  const wrong = refused.filter(({ script, errors }) => {
    const wanted = (errors ?? []).map(({ line, column, message }) => ({ line, column, message }));
    return JSON.stringify(errorsOf(script)) !== JSON.stringify(wanted);
  });
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test(`${String(accepted.length)} scripts it accepts have no syntax error`, () => {
  const wrong = accepted.filter(({ script }) => script !== '' && errorsOf(script).length > 0);
  expect(wrong.map(({ id }) => id)).toEqual([]);
});
