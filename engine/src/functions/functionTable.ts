/** The one table of how each PxL function is computed by this engine. */
import type { Expr, Plan } from '#language';
import type { ScriptFunction, StoreFunctions } from '../store/scriptFunctions.ts';
import { AGGREGATES, AGGREGATE_MACROS } from './aggregates.ts';
import { ARITHMETIC, ARITHMETIC_MACROS } from './arithmetic.ts';
import { CODE_NAMES, CODE_NAME_MACROS } from './codeNames.ts';
import { JSON_FUNCTIONS, JSON_SCRIPTS } from './json.ts';
import { METADATA_FUNCTIONS, METADATA_MACROS, METADATA_SCRIPTS } from './metadataFunctions.ts';
import { PPROF_SCRIPT } from './pprof.ts';
import { computeQuantiles, QUANTILES, quantilesText } from './quantiles.ts';
import { PATH_FUNCTIONS, PATH_SCRIPTS } from './requestPaths.ts';
import type { AggregateRule, ScalarRule } from './rules.ts';
import { SQL_FUNCTIONS, SQL_SCRIPTS } from './sqlNormalize.ts';
import { REGEX_FUNCTIONS, REGEX_SCRIPTS } from './regex.ts';
import { STRINGS, STRING_MACROS, STRING_SCRIPTS } from './strings.ts';

const MODEL_REASON = 'machine learning models are not part of this engine';
const MODELS: Readonly<Record<string, ScalarRule>> = {
  _text_embedding: { kind: 'unavailable', reason: MODEL_REASON },
  _encode_sentence_piece: { kind: 'unavailable', reason: MODEL_REASON },
  _kmeans_inference: { kind: 'unavailable', reason: MODEL_REASON },
};

/** Scalar functions, file by file; each function is in one part. */
const SCALAR_PARTS: readonly Readonly<Record<string, ScalarRule>>[] = [
  ARITHMETIC,
  STRINGS,
  REGEX_FUNCTIONS,
  JSON_FUNCTIONS,
  CODE_NAMES,
  METADATA_FUNCTIONS,
  PATH_FUNCTIONS,
  SQL_FUNCTIONS,
  MODELS,
];
export const FUNCTION_PARTS = [...SCALAR_PARTS, AGGREGATES];

const SCALARS = new Map(SCALAR_PARTS.flatMap((part) => Object.entries(part)));
const AGGREGATE_RULES = new Map(Object.entries(AGGREGATES));

export const scalarRule = (name: string): ScalarRule | undefined => SCALARS.get(name);
export const aggregateRule = (name: string): AggregateRule | undefined => AGGREGATE_RULES.get(name);
export const functionNames = (): readonly string[] => [
  ...SCALARS.keys(),
  ...AGGREGATE_RULES.keys(),
];

/** Bodies for CREATE MACRO; an earlier one may be used by a later one. */
export const MACROS: readonly string[] = [
  ...ARITHMETIC_MACROS,
  ...CODE_NAME_MACROS,
  ...STRING_MACROS,
  ...METADATA_MACROS,
  ...AGGREGATE_MACROS,
];

const SCRIPT_FUNCTIONS: readonly ScriptFunction[] = [
  ...STRING_SCRIPTS,
  ...REGEX_SCRIPTS,
  ...JSON_SCRIPTS,
  ...METADATA_SCRIPTS,
  ...PATH_SCRIPTS,
  ...SQL_SCRIPTS,
  PPROF_SCRIPT,
];

/** The functions that are computed in TypeScript. */
export const STORE_FUNCTIONS: StoreFunctions = {
  scripts: SCRIPT_FUNCTIONS,
  quantiles: { count: QUANTILES.length, compute: computeQuantiles, text: quantilesText },
};

/** One message per function of the plan that cannot run here; empty when all can. */
export function unsupportedFunctions(plan: Plan): readonly string[] {
  const problems = new Map<string, string>();
  const check = (name: string, rule: ScalarRule | AggregateRule | undefined): void => {
    if (rule?.kind === 'sql') return;
    const reason = rule?.reason ?? 'it is not known to this engine';
    problems.set(name, `px.${name} cannot run on this local cluster: ${reason}.`);
  };
  const visit = (expr: Expr): void => {
    if (expr.kind !== 'call') return;
    check(expr.name, scalarRule(expr.name));
    expr.args.forEach(visit);
  };
  for (const operator of plan.operators) {
    if (operator.kind === 'map') operator.columns.forEach((column) => visit(column.expr));
    else if (operator.kind === 'filter') visit(operator.condition);
    else if (operator.kind === 'aggregate') {
      for (const { call } of operator.aggregates) {
        check(call.name, aggregateRule(call.name));
        call.args.forEach(visit);
      }
    }
  }
  return [...problems.values()];
}
