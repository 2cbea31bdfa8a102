/** A script as its author sees it: analysed as it would be run, with the problems worth telling. */
import {
  type Catalog,
  type Analysis,
  type ExecutedFunction,
  analyze,
  type ScriptMemory,
  parse,
  type Module,
  type Problem,
} from '#language';
import {
  checkVis,
  fillTarget,
  runTargets,
  type Target,
  type Targets,
  readVis,
  type Vis,
  type VisProblem,
  VIS_CODES,
} from '#vis';
import { lackingProblems } from './lacking.ts';
import { withRelated } from './related.ts';
import { withoutIgnored } from './severities.ts';

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
  /**
   * The same with what planning the script as a whole shows, where that has been put off; undefined
   * where it shows nothing more. Takes as long as looking at the script for the first time.
   */
  readonly planned: () => ScriptCheck | undefined;
}

export interface CheckRequest {
  readonly catalog: Catalog;
  /** `px.now()`, ns since the epoch. */
  readonly nowNs: bigint;
  /** Of earlier versions of the same script: makes it faster, changes nothing. */
  readonly memory?: ScriptMemory;
  /** Leaves what only planning the whole shows to `ScriptCheck.planned`. */
  readonly defersPlanning?: boolean;
}

/**
 * @param visText The vis.json beside the script; undefined when there is none. Its functions are
 *   called with its defaults where every argument has a value.
 */
export function checkScript(
  script: string,
  visText: string | undefined,
  request: CheckRequest,
): ScriptCheck {
  const { catalog, memory } = request;
  if (visText === undefined) return checked(analyze({ script, ...request }), undefined, catalog);
  const read = readVis(visText);
  const execFuncs = callable(read.vis, parse(script, memory?.pieces).tree);
  const namedFunctions = read.vis.functions.map(({ name }) => name);
  const analysis = analyze({ script, ...request, execFuncs, namedFunctions });
  return checked(analysis, read, catalog);
}

function checked(
  analysis: Analysis,
  read: ReturnType<typeof readVis> | undefined,
  catalog: Catalog,
): ScriptCheck {
  const planned = () => {
    const whole = analysis.planned();
    return whole && checked(whole, read, catalog);
  };
  if (read === undefined) {
    const targets = runTargets(analysis.tree, undefined, undefined);
    const problems = [...worthTelling(analysis, targets), ...lacks(analysis, catalog)];
    return { analysis, targets, vis: undefined, problems, planned };
  }
  const { vis, errors } = read;
  // Of a script that does not parse, functions may be unknown that are there.
  const isBroken = analysis.problems.some(isSyntaxError);
  const problems = checkVis(vis, errors, isBroken ? undefined : analysis);
  const stop = problems.find(({ keepsFromRunning }) => keepsFromRunning === 'always');
  const targets = runTargets(analysis.tree, vis, stop?.message);
  const summary = summaryOf(problems, analysis.text);
  const own = worthTelling(analysis, targets).filter(
    // What is wrong with the calls is told in the vis.json.
    (problem) => summary.length === 0 || !isAboutCalls(problem),
  );
  return {
    analysis,
    targets,
    planned,
    vis: { ...vis, problems },
    problems: [...summary, ...own, ...lacks(analysis, catalog)],
  };
}

const lacks = (analysis: Analysis, { lacking }: Catalog): readonly Problem[] =>
  lacking === undefined ? [] : lackingProblems(analysis, lacking);

/** Calls that can be made with the defaults, as far as the script's text tells. */
function callable(vis: Vis, tree: Module): readonly ExecutedFunction[] {
  const { targets, variables } = runTargets(tree, vis, undefined);
  const [whole] = targets;
  return (whole?.execFuncs ?? []).flatMap((func) => {
    const definition = tree.statements.findLast(
      (node) => node.kind === 'Function' && node.name.text === func.funcName,
    );
    if (definition?.kind !== 'Function' || func.outputTablePrefix === '') return [];
    const parameters = definition.parameters.map(({ name }) => name.text).sort();
    const given = func.args.map(({ name }) => name).sort();
    if (parameters.join() !== given.join()) return [];
    const target: Target = { funcName: func.funcName, offset: 0, execFuncs: [func], fromVis: true };
    const filled = fillTarget(target, variables, {});
    return filled.missing.length === 0 ? filled.execFuncs : [];
  });
}

/** Complaints about the called functions stand at 0:0. */
const isAboutCalls = ({ compilerPosition }: Problem): boolean =>
  compilerPosition?.line === 0 && compilerPosition.column === 0;

/** On the script, where its author looks: that it cannot be run, and why. */
function summaryOf(problems: readonly VisProblem[], script: string): readonly Problem[] {
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
      code: VIS_CODES.keepsFromRunning,
      severity: 'error',
      span,
      message: `vis.json ${when}: ${first.message}${more}`,
      reportedByCompiler: false,
      related: [{ message: 'It stands here.', span: first.span, file: 'vis' }],
    },
  ];
}

function worthTelling(analysis: Analysis, { targets }: Targets): readonly Problem[] {
  const runnable = targets.some(({ execFuncs }) => execFuncs.length > 0);
  // The real parser goes on complaining outwards; the first complaint is the one that helps.
  const cascade = analysis.problems.find(isSyntaxError);
  const told = analysis.problems
    .filter((problem) => !isSyntaxError(problem) || problem === cascade)
    // What is missing of a broken script makes findings of our own guesses.
    .filter(({ severity }) => cascade === undefined || severity === 'error')
    // A library of functions shows nothing by itself, which is no mistake.
    .filter(({ code }) => !(code === 'PXL214' && runnable));
  return withRelated(withoutIgnored(told, analysis.text), analysis);
}

const isSyntaxError = ({ code }: Problem): boolean => code === 'PXL001' || code === 'PXL002';
