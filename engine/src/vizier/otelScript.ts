/** Answers GenerateOTelScript: compiles a script for a cluster and adds exports; nothing is run. */
import { generateOtelScript } from '#language';
import type { RunError } from '#protocol/errors';
import type { EngineCluster } from '../clusters/cluster.ts';
import { compileFailure } from '../execute/failures.ts';
import { statusOf } from './messages.ts';

/** @see px.api.vizierpb.GenerateOTelScriptResponse */
export interface OtelScriptResponse {
  readonly status: ReturnType<typeof statusOf> | { readonly code: number };
  readonly otel_script: string;
}

export function otelScriptResponse(
  clusters: readonly EngineCluster[],
  request: { readonly cluster_id: string; readonly pxl_script: string },
): OtelScriptResponse {
  // A Vizier serves its own cluster whatever ID is named; here the ID says which one.
  const cluster = clusters.find(({ id }) => id === request.cluster_id) ?? clusters[0];
  if (cluster === undefined) throw new Error('there is no cluster');
  const { catalog, clock } = cluster;
  const result = generateOtelScript(request.pxl_script, { catalog, nowNs: clock.now() });
  if (result.kind === 'script') return { status: { code: 0 }, otel_script: result.script };
  const error = result.kind === 'refused' ? compileFailure(result.analysis) : unfit(result);
  return { status: statusOf(error), otel_script: '' };
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
