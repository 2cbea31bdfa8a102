/** A script as its author sees it: analysed as it would be run, with the problems worth telling. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Analysis, ExecutedFunction } from '../semantics/analysis.ts';
import { analyze } from '../semantics/compile.ts';
import { checkVis, checkVisCalls } from '../vis/checkVis.ts';
import { fillTarget, runTargets, type Target, type Targets } from '../vis/targets.ts';
import { readVis, type Vis } from '../vis/vis.ts';
import type { VisProblem } from '../vis/visProblem.ts';
import { VIS_CODES } from './codes.ts';
import type { Problem } from './problem.ts';

/** The vis.json beside a script. */
export interface CheckedVis extends Vis {
  /** In the order of its text. */
  readonly problems: readonly VisProblem[];
}

export interface ScriptCheck {
  readonly analysis: Analysis;
  readonly targets: Targets;
  readonly vis: CheckedVis | undefined;
  /** In text order. The analysis' own, without those that only repeat or mean nothing here. */
  readonly problems: readonly Problem[];
}

/**
 * @param visText The vis.json beside the script; undefined when there is none. Its functions are
 *   called with its defaults where every argument has a value.
 * @param nowNs `px.now()`, ns since the epoch.
 */
export function checkScript(
  script: string,
  visText: string | undefined,
  { catalog, nowNs }: { readonly catalog: Catalog; readonly nowNs: bigint },
): ScriptCheck {
  const first = analyze({ script, catalog, nowNs });
  if (visText === undefined) {
    const targets = runTargets(first.tree, undefined, undefined);
    return { analysis: first, targets, vis: undefined, problems: worthTelling(first, targets) };
  }
  const { vis, errors } = readVis(visText);
  // Of a script that does not parse, functions may be unknown that are there.
  const parses = !first.problems.some(isSyntaxError);
  const calls = checkVisCalls(vis, errors, parses ? first : undefined);
  const refused = calls.find(({ keepsFromRunning }) => keepsFromRunning === 'always');
  const targets = runTargets(first.tree, vis, refused?.message);
  const execFuncs = callable(vis, targets, calls);
  const analysis = execFuncs.length > 0 ? analyze({ script, catalog, nowNs, execFuncs }) : first;
  const problems = checkVis(vis, calls, parses ? analysis : undefined);
  const stop = problems.find(({ keepsFromRunning }) => keepsFromRunning === 'always');
  return {
    analysis,
    targets: { ...targets, visProblem: stop?.message },
    vis: { ...vis, problems },
    problems: [...summary(problems, script), ...worthTelling(analysis, targets)],
  };
}

/** Calls of which nothing is wrong, with the defaults. */
function callable(
  vis: Vis,
  { variables }: Targets,
  problems: readonly VisProblem[],
): readonly ExecutedFunction[] {
  const stops = problems.filter(({ keepsFromRunning }) => keepsFromRunning !== 'never');
  const touches = (node: { readonly offset: number; readonly length: number }) =>
    stops.some(({ span }) => node.offset <= span.start && span.end <= node.offset + node.length);
  const badVariables = new Set(
    vis.variables.filter(({ node }) => touches(node)).map(({ name }) => name),
  );
  return vis.functions
    .filter(({ owner, args }) => {
      return !touches(owner) && !args.some(({ variable = '' }) => badVariables.has(variable));
    })
    .flatMap(({ name, outputName, args }) => {
      const execFuncs = [{ funcName: name, outputTablePrefix: outputName, args }];
      const target: Target = { funcName: name, offset: 0, fromVis: true, execFuncs };
      const filled = fillTarget(target, variables, {});
      return filled.missing.length === 0 ? filled.execFuncs : [];
    });
}

/** On the script, where its author looks: that it cannot be run, and why. */
function summary(problems: readonly VisProblem[], script: string): readonly Problem[] {
  const stops = problems.filter(({ keepsFromRunning }) => keepsFromRunning !== 'never');
  const [first, ...others] = stops;
  if (first === undefined) return [];
  const related = first.related?.find(({ file }) => file === 'script');
  const span = related?.span ?? { start: 0, end: Math.min(1, script.length) };
  const more =
    others.length === 0
      ? ''
      : ` (and ${String(others.length)} more problem${others.length === 1 ? '' : 's'})`;
  const when = stops.some(({ keepsFromRunning }) => keepsFromRunning === 'always')
    ? 'keeps this script from running'
    : 'keeps this script from running with its defaults';
  return [
    {
      ...{ code: VIS_CODES.keepsFromRunning, severity: 'error', span },
      message: `vis.json ${when}: ${first.message}${more}`,
      reportedByCompiler: false,
    },
  ];
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
