/** Adds exports to a script: compiles it for a cluster; nothing is run. */
import { generateOtelScript } from '#language';
import type { RunError } from '#protocol/errors';
import type { OtelScript } from '#protocol/run';
import type { EngineCluster } from '../cluster/cluster.ts';
import { compileFailure } from './failures.ts';

/** The script with its displayed tables exported, for a plugin's endpoint and times. */
export function otelScriptOf({ catalog, clock }: EngineCluster, script: string): OtelScript {
  const result = generateOtelScript(script, { catalog, nowNs: clock.now() });
  if (result.kind === 'script') return result;
  const error = result.kind === 'refused' ? compileFailure(result.analysis) : unfit(result);
  return { kind: 'failed', error };
}

function unfit({
  message,
  position,
}: Extract<ReturnType<typeof generateOtelScript>, { kind: 'unfit' }>): RunError {
  return {
    kind: 'compile',
    message,
    nextStep: 'Change what the script displays.',
    compilerErrors: position === undefined ? [] : [{ ...position, message }],
  };
}
