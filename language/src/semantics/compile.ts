/** From a script's text to its plan, its problems, and all that an editor wants to know of it. */
import type { CompileRequest } from './request.ts';
import { parse, type ParseResult } from '../syntax/parser.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { Compilation } from './compilation.ts';
import { complaintsInOrder } from './incremental/compilerOrder.ts';
import { readFlags } from './flags.ts';
import { moduleParts, type ModuleParts } from './incremental/moduleParts.ts';
import { buildPlan, outputsOf, reachable } from './planner/buildPlan.ts';
import { ScriptAnalysis, type AnalyzedScript, type WholeScript } from './scriptAnalysis.ts';
import { ScriptMemory } from './incremental/scriptMemory.ts';
import { apartUnits, wholeUnits } from './scriptUnits.ts';
import { UnitKeys } from './incremental/unitKeys.ts';
import { Units } from './incremental/units.ts';

/** Compiles a script. Never throws; a refused script has problems and no plan. */
export function compile(request: CompileRequest): Analysis {
  const script = readScript(request);
  return analyzeWhole(script, undefined, false);
}

/**
 * As `compile`, and looks into functions nobody calls, with their annotated parameters. Parts that
 * no name connects are evaluated apart, so that an edit costs no more than the parts it concerns.
 */
export function analyze(request: CompileRequest): Analysis {
  const script = readScript(request);
  const { parsed, memory } = script;
  const namesOf = (node: Parameters<ScriptMemory['namesOf']>[0]) =>
    memory.namesOf(node, parsed.sourceOf);
  const parts = isReady(script) ? moduleParts(parsed.tree, request.script, namesOf) : undefined;
  const apart = parts && analyzeApart(script, parts);
  if (apart === undefined) return analyzeWhole(script, parts, true);
  return (request.defersPlanning === true ? undefined : apart.planned()) ?? apart;
}

interface ReadScript extends Pick<
  AnalyzedScript,
  'request' | 'parsed' | 'flags' | 'flagProblems' | 'memory'
> {
  readonly parsed: ParseResult;
}

function readScript(request: CompileRequest): ReadScript {
  const memory = request.memory ?? new ScriptMemory();
  memory.beginVersion(request.catalog);
  const parsed = parse(request.script, memory.pieces);
  const { flags, problems: flagProblems } = readFlags(request.script);
  return { request, parsed, flags, flagProblems, memory };
}

/** There is something to evaluate. */
const isReady = ({ request, parsed }: ReadScript): boolean =>
  request.script !== '' && !parsed.errors.some(({ unread }) => unread === true);

/** Undefined where only evaluating the script as a whole can tell what the compiler says. */
function analyzeApart(script: ReadScript, parts: ModuleParts): Analysis | undefined {
  const { request, parsed, flags, memory } = script;
  const isBroken = parsed.errors.length > 0;
  const compilation = new Compilation(request, { flags, isBroken, hasTracepointTables: true });
  const headers = compilation.runHeaders(parsed.tree, new Set(parts.constants.values()));
  // A constant that is a DataFrame ties together all that reads it.
  if (compilation.graph.ops.length > 0) return undefined;
  const keys = unitKeys(script, parts);
  const { execFuncs = [] } = request;
  const units = new Units(
    apartUnits({ parsed, parts, keys, execFuncs }, compilation),
    memory.units,
  );
  units.look();
  const complaints = complaintsInOrder(headers, units, isBroken);
  if (complaints === undefined) return undefined;
  const given = { ...script, compilation, units, complaints, parts, warns: true };
  return new ScriptAnalysis({
    ...given,
    whole: () => compile({ ...request, memory: undefined }),
    analyzeWhole: () => analyzeWhole(script, parts, true),
  });
}

function analyzeWhole(
  script: ReadScript,
  parts: ModuleParts | undefined,
  looksIntoFunctions: boolean,
): Analysis {
  const { request, parsed, flags, memory } = script;
  const compilation = new Compilation(request, {
    flags,
    isBroken: parsed.errors.length > 0,
    hasTracepointTables: looksIntoFunctions,
  });
  const run = compilation.runWhole(isReady(script) ? parsed.tree : undefined);
  // Functions that are only looked into change nothing.
  const mutations = [...compilation.mutations];
  const keys = parts && unitKeys(script, parts);
  const all = wholeUnits({ parsed, keys }, compilation, run);
  const units = new Units(looksIntoFunctions ? all : all.slice(0, 1), memory.units);
  units.look();
  const { complaints } = run.findings;
  const whole = (): WholeScript => {
    const { ops, sinkNames } = run.analyzed;
    const live = reachable(ops);
    return {
      outputs: outputsOf(live, sinkNames),
      mutations,
      status: '',
      get plan() {
        return buildPlan(live, sinkNames, request.nowNs, flags);
      },
    };
  };
  const warns = looksIntoFunctions;
  const given = { ...script, compilation, units, complaints, parts: undefined };
  return new ScriptAnalysis({ ...given, warns, whole, analyzeWhole: () => undefined });
}

/** What a part gives depends on the functions vis.json calls: then its own displays show nothing. */
function unitKeys({ request, parsed, flags, memory }: ReadScript, parts: ModuleParts): UnitKeys {
  const { sourceOf, tree } = parsed;
  const imports = tree.statements
    .filter(({ kind }) => kind === 'Import' || kind === 'ImportFrom')
    .map(({ span }) => request.script.slice(span.start, span.end));
  const prefixes = request.execFuncs?.map(({ outputTablePrefix }) => outputTablePrefix) ?? [];
  const environment = JSON.stringify([flags.maxOutputRowsPerTable, prefixes]);
  return new UnitKeys({ parts, sourceOf, imports, environment }, memory);
}
