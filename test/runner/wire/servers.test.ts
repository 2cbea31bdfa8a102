/** Answers of servers, good and bad, as events of a run. */
import { afterEach, describe, expect, test } from 'vitest';
import { apiKeyCredentials, createVizierRunner, type VizierRunnerOptions } from '#runner';
import type { RunEvent, Runner, RunRequest } from '#protocol/run';
import type { Timers } from '../../../runner/src/timers.ts';
import { servePixie, type PixieServer, type Step } from '../../support/pixieServer.ts';
import { CALLS, DEPLOYMENTS, FOREIGN, ROWS, STATUSES, type WireCase } from './cases.ts';

const REQUEST: RunRequest = {
  clusterId: 'c',
  script: 'import px',
  queryName: 'q',
  mutation: false,
  execFuncs: [],
};
/** Waits for tracepoints are over at once; all other timers never go off. */
const NO_WAIT: Timers = {
  after: (ms, work) => {
    if (ms === 5_000) queueMicrotask(work);
    return () => undefined;
  },
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function inWords(event: RunEvent, address: string): string {
  switch (event.kind) {
    case 'table':
      return `table ${event.table.name}`;
    case 'batch': {
      const { tableId, rowCount, eos } = event.batch;
      const count = rowCount === 0 && eos ? '' : ` +${String(rowCount)}`;
      return `${tableId}${count}${eos ? ' end' : ''}`;
    }
    case 'mutation':
      return ['mutation', ...event.states.map(({ name, state }) => `${name} ${state}`)].join(' ');
    case 'done':
      if (event.incompleteTables === undefined) return 'done';
      return `done without ${
        event.incompleteTables.length === 0
          ? 'an answer'
          : `the end of ${event.incompleteTables.join(', ')}`
      }`;
    case 'failed': {
      const { kind, message, nextStep, compilerErrors } = event.error;
      expect(nextStep).not.toBe('');
      const places = compilerErrors.map(
        (one) => ` [${String(one.line)}:${String(one.column)} ${one.message}]`,
      );
      return `failed ${kind}: ${message.replaceAll(address, 'HOST')}${places.join('')}`;
    }
    default:
      return event.kind;
  }
}

async function eventsOf(runner: Runner, server: PixieServer): Promise<string[]> {
  const words: string[] = [];
  for await (const event of runner.run(REQUEST, new AbortController().signal)) {
    words.push(inWords(event, server.address));
    server.seen();
  }
  return words;
}

const isSteps = (steps: WireCase['steps']): steps is readonly Step[] => !Array.isArray(steps[0]);

async function checkCase(
  { steps, events }: WireCase,
  options: Partial<VizierRunnerOptions> = {},
): Promise<void> {
  const server = await servePixie(isSteps(steps) ? [steps] : steps);
  const runner = createVizierRunner(
    {
      address: server.address,
      credentials: apiKeyCredentials('key'),
      transport: { kind: 'plaintext' },
      peer: 'pixie',
      ...options,
    },
    NO_WAIT,
  );
  closing.push(() => {
    runner.dispose();
    server.close();
  });
  expect(await eventsOf(runner, server)).toEqual(events);
}

describe.each(Object.entries({ ROWS, STATUSES, CALLS, FOREIGN, DEPLOYMENTS }))(
  'a server: %s',
  (_, cases) => {
    test.each(Object.entries(cases))('%s', async (_name, one) => {
      await checkCase(one);
    });
  },
);
