/** What is wrong with a vis.json, as data. */
import { VIS_CODES } from './visCodes.ts';
import type { RelatedPlace, Severity, Span } from '#language';

export interface VisProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** In the vis.json. */
  readonly span: Span;
  /** The JSON schema says it too, so an editor that applies the schema need not be told. */
  readonly inSchema: boolean;
  /**
   * When a cluster, or the Live UI before it asks one, refuses to run the script with this
   * vis.json: whatever values are given, or while the defaults are taken.
   */
  readonly keepsFromRunning: 'always' | 'byDefault' | 'never';
  /** What most likely was meant at the span. */
  readonly replacement?: string | undefined;
  readonly related?: readonly RelatedPlace[];
}

type Kind = keyof typeof VIS_CODES;
type Details = Partial<Pick<VisProblem, 'replacement' | 'related'>>;

const of =
  (severity: Severity, inSchema: boolean, keepsFromRunning: VisProblem['keepsFromRunning']) =>
  (kind: Kind, message: string, span: Span, details: Details = {}): VisProblem => ({
    code: VIS_CODES[kind],
    severity,
    message,
    span,
    inSchema,
    keepsFromRunning,
    ...details,
  });

/** Nothing runs with it. */
export const refusal = of('error', false, 'always');
/** Nothing runs with the defaults. */
export const badDefault = of('error', false, 'byDefault');
/** It runs, and a widget shows an error or nothing. */
export const failure = of('error', false, 'never');
export const doubt = of('warning', false, 'never');
export const remark = of('information', false, 'never');
/** What the JSON schema finds too. */
export const schemaRefusal = of('error', true, 'always');
export const schemaFailure = of('error', true, 'never');
export const schemaDoubt = of('warning', true, 'never');
export const schemaRemark = of('information', true, 'never');

/** `Did you mean 'x'?` where something similar is known. */
export const didYouMean = (replacement: string | undefined): string =>
  replacement === undefined ? '' : ` Did you mean '${replacement}'?`;
