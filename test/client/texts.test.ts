import { describe, expect, it } from 'vitest';
import type { RunVariable } from '#protocol/lsp';
import { readFromPanel } from '#protocol/panel';
import { panelHtml } from '../../client/src/panel/panelHtml.ts';
import { memoryOf } from '../support/memory.ts';
import {
  problemOfValue,
  rememberArguments,
  rememberedArguments,
} from '../../client/src/run/runArguments.ts';
import { characterOf } from '../../client/src/run/bytePosition.ts';

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
    ['abc', 1, 0],
    ['abc', 3, 2],
    ['é=😀x', 4, 2],
    ['é=😀x', 8, 4],
    ['ab', 99, 2],
  ])('%s has byte column %d at %d', (line, column, expected) => {
    expect(characterOf(line, column)).toBe(expected);
  });
});
