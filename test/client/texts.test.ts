import { describe, expect, it } from 'vitest';
import type { RunTarget, RunTargets, RunVariable } from '#protocol/lsp';
import { readFromPanel } from '#protocol/panel';
import { panelHtml } from '../../client/src/panel/panelHtml.ts';
import { memoryOf } from '../support/memory.ts';
import {
  missingVariables,
  problemOfValue,
  rememberArguments,
  rememberedArguments,
  resolveFuncs,
  variablesOf,
} from '../../client/src/run/runArguments.ts';
import { characterOf, isMutation, problemOfScript } from '../../client/src/run/scriptText.ts';

describe('messages of the page', () => {
  it.each([
    [{ type: 'ready' }, { type: 'ready' }],
    [
      { type: 'ack', runId: 'a', seq: 2, more: 3 },
      { type: 'ack', runId: 'a', seq: 2 },
    ],
    [{ type: 'ack', runId: 1, seq: 2 }, undefined],
    [{ type: 'ack', runId: 'a', seq: -1 }, undefined],
    [{ type: 'cancel' }, undefined],
    [{ type: 'copy', text: 5 }, undefined],
    [{ type: 'command', id: 'workbench.action.quit' }, undefined],
    [null, undefined],
    ['ready', undefined],
  ])('%j is taken as %j', (message, expected) => {
    expect(readFromPanel(message)).toEqual(expected);
  });

  it('come from a page that runs one script only', () => {
    const page = { cspSource: 'https://x', scriptUri: 's', styleUri: 'c', nonce: 'N' };
    expect(panelHtml(page)).toContain("default-src 'none'; script-src 'nonce-N';");
    expect(panelHtml(page)).not.toContain('unsafe');
  });
});

describe('arguments', () => {
  const variable = (name: string, defaultValue?: string): RunVariable => ({
    name,
    type: 'PX_STRING',
    defaultValue,
    description: '',
    validValues: [],
  });
  const argument = (name: string, value?: string, from?: string) => ({
    name,
    value,
    variable: from,
  });
  const target: RunTarget = {
    funcName: 'f',
    line: 3,
    fromVis: true,
    execFuncs: [
      {
        funcName: 'f',
        outputTablePrefix: 'out',
        args: [
          argument('a', 'fixed'),
          argument('b', undefined, 'x'),
          argument('c', undefined, 'y'),
        ],
      },
    ],
  };
  const targets: RunTargets = {
    version: 1,
    rowLimit: 10_000,
    targets: [target],
    visProblem: undefined,
    variables: [variable('x', ''), variable('y'), variable('unused')],
  };

  it('are asked only without default and memory', () => {
    const used = variablesOf(targets, target);
    expect(used.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(missingVariables(used, {}).map(({ name }) => name)).toEqual(['y']);
    expect(missingVariables(used, { y: '1' })).toEqual([]);
  });

  it('are fixed, given or default; one that is none of these is named', () => {
    expect(resolveFuncs(targets, target, { y: 'Y' })).toMatchObject({
      execFuncs: [{ args: [{ value: 'fixed' }, { value: '' }, { value: 'Y' }] }],
    });
    expect(resolveFuncs(targets, target, {})).toEqual({
      kind: 'missing',
      funcName: 'f',
      argument: 'c',
    });
  });

  it('are remembered for each script', async () => {
    const memory = memoryOf();
    await rememberArguments(memory, 'a', { x: '1', y: '2' });
    await rememberArguments(memory, 'a', { y: '3' });
    await rememberArguments(memory, 'b', { x: '9' });
    expect(rememberedArguments(memory, 'a')).toEqual({ x: '1', y: '3' });
    expect(rememberedArguments(memory, 'c')).toEqual({});
  });

  it.each([
    ['PX_INT64', '12', undefined],
    ['PX_INT64', '1.5', 'v is a whole number.'],
    ['PX_FLOAT64', '1e3', undefined],
    ['PX_BOOLEAN', 'yes', 'v is true or false.'],
    ['PX_SERVICE', 'any/thing', undefined],
  ])('of type %s: %s', (type, text, expected) => {
    expect(problemOfValue({ ...variable('v'), type }, text)).toBe(expected);
  });
});

describe('a script', () => {
  it.each([
    ['import px', undefined],
    [' \n', 'empty'],
    ['a\0b', 'binary'],
    ['x'.repeat(5 * 1024 * 1024), 'larger'],
  ])('is refused when it cannot be run', (text, expected) => {
    const problem = problemOfScript(text);
    if (expected === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(expected);
  });

  it.each([
    ['import px', false],
    ['import pxtrace', true],
    ['from pxtrace import kprobe', true],
    ['# import pxtrace', false],
  ])('%s changes the cluster: %s', (text, expected) => {
    expect(isMutation(text)).toBe(expected);
  });

  it.each([
    ['abc', 1, 0],
    ['abc', 3, 2],
    ['é=😀x', 4, 2],
    ['é=😀x', 8, 4],
    ['ab', 99, 2],
  ])('%s has byte column %d at %d', (line, column, expected) => {
    expect(characterOf(line, column)).toBe(expected);
  });
});
