/** A script as its author sees it: analysed as it would be run, with the problems worth telling. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Analysis } from '../semantics/analysis.ts';
import { analyze } from '../semantics/compile.ts';
import { fillTarget, runTargets, type Targets } from '../vis/targets.ts';
import type { Problem } from './problem.ts';

export interface ScriptCheck {
  readonly analysis: Analysis;
  readonly targets: Targets;
  /** In text order. The analysis' own, without those that only repeat or mean nothing here. */
  readonly problems: readonly Problem[];
}

/**
 * @param visText The vis.json beside the script; undefined when there is none. Its functions are
 *   called with its defaults when every argument has a value.
 * @param nowNs `px.now()`, ns since the epoch.
 */
export function checkScript(
  script: string,
  visText: string | undefined,
  { catalog, nowNs }: { readonly catalog: Catalog; readonly nowNs: bigint },
): ScriptCheck {
  const first = analyze({ script, catalog, nowNs });
  const targets = runTargets(first.tree, visText);
  const [whole] = targets.targets;
  const filled = whole === undefined ? undefined : fillTarget(whole, targets.variables, {});
  const execFuncs = filled?.missing.length === 0 ? filled.execFuncs : [];
  const analysis = execFuncs.length > 0 ? analyze({ script, catalog, nowNs, execFuncs }) : first;
  return { analysis, targets, problems: worthTelling(analysis, targets) };
}

function worthTelling(analysis: Analysis, { targets }: Targets): readonly Problem[] {
  const runnable = targets.some(({ execFuncs }) => execFuncs.length > 0);
  // The real parser goes on complaining outwards; the first complaint is the one that helps.
  const cascade = analysis.problems.find(isSyntaxError);
  return (
    analysis.problems
      .filter((problem) => !isSyntaxError(problem) || problem === cascade)
      // What is missing of a broken script makes findings of our own guesses.
      .filter(({ severity }) => cascade === undefined || severity === 'error')
      // A library of functions shows nothing by itself, which is no mistake.
      .filter(({ code }) => !(code === 'PXL214' && runnable))
  );
}

const isSyntaxError = ({ code }: Problem): boolean => code === 'PXL001' || code === 'PXL002';
