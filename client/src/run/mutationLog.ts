/** Writes what becomes of tracepoints into the log. */
import type { RunEvent } from '#protocol/run';
import type { RunSink } from './runSession.ts';

export const mutationLog = (write: (text: string) => void): RunSink => ({
  take: (event: RunEvent) => {
    if (event.kind === 'mutation') {
      for (const { name, state } of event.states) write(`tracepoint ${name}: ${state}`);
    }
    return Promise.resolve();
  },
  end: () => undefined,
});
