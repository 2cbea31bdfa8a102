/** The units a script is evaluated in. */
import type { ParseResult } from '../syntax/parser.ts';
import type { FunctionStatement, Statement } from '../syntax/tree.ts';
import type { ExecutedFunction } from '../analysis/analysis.ts';
import type { Compilation, WholeRun } from './compilation.ts';
import type { Island, ModuleParts } from './incremental/moduleParts.ts';
import type { UnitKeys } from './incremental/unitKeys.ts';
import type { Unit } from './incremental/units.ts';

interface PartedScript {
  readonly parsed: ParseResult;
  readonly parts: ModuleParts;
  readonly keys: UnitKeys;
  readonly execFuncs: readonly ExecutedFunction[];
}

/** Parts apart from each other, in the order of the text; calls of vis.json; samples. */
export function apartUnits(script: PartedScript, compilation: Compilation): readonly Unit[] {
  const { parts, keys, execFuncs, parsed } = script;
  const isComplete = (members: readonly Statement[]) =>
    members.every((node) => parsed.sourceOf.has(node));
  const islands = new Map<Island, Unit>();
  for (const island of parts.islands) {
    const { key, members } = keys.ofIsland(island);
    islands.set(island, {
      kind: 'script',
      roots: island.statements,
      key,
      members,
      needs: [],
      run: (needs) => {
        const surroundings = { needs, members, isWritten: true, isComplete: isComplete(members) };
        return compilation.runIsland(island.statements, surroundings);
      },
    });
  }
  const needed = (needs: readonly Island[]) => needs.flatMap((one) => islands.get(one) ?? []);
  const calls = execFuncs.map((one): Unit => {
    const node = parts.functions.get(one.funcName);
    const roots = node === undefined ? [] : [node];
    const { key, members, needs } = keys.of(roots);
    return {
      kind: 'call',
      roots,
      members,
      needs: needed(needs),
      key: key === undefined ? undefined : `${JSON.stringify(one)} ${key}`,
      run: (runs) => {
        const surroundings = { needs: runs, members, isWritten: true };
        return compilation.runCall(one, { ...surroundings, isComplete: isComplete(members) });
      },
    };
  });
  const samples = [...parts.functions.values()].map((node): Unit => {
    const { key, members, needs } = keys.of([node]);
    return sampleUnit(node, { key, members, needs: needed(needs) }, compilation);
  });
  return [...islands.values(), ...calls, ...samples];
}

/** The script as one unit, that has been run; and samples. */
export function wholeUnits(
  script: Pick<PartedScript, 'parsed'> & { readonly keys: UnitKeys | undefined },
  compilation: Compilation,
  run: WholeRun,
): readonly Unit[] {
  const { statements } = script.parsed.tree;
  const whole: Unit = {
    kind: 'script',
    roots: statements,
    key: undefined,
    members: [],
    needs: [],
    run: () => run,
  };
  const samples = definedFunctions(statements, compilation).map((node) => {
    const keyed = script.keys?.of([node]);
    const { key, members = [] } = keyed ?? {};
    return sampleUnit(node, { key, members, needs: [whole] }, compilation);
  });
  return [whole, ...samples];
}

function sampleUnit(
  node: FunctionStatement,
  keyed: Pick<Unit, 'key' | 'members' | 'needs'>,
  compilation: Compilation,
): Unit {
  return {
    ...keyed,
    kind: 'sample',
    roots: [node],
    key: keyed.key === undefined ? undefined : `sample ${keyed.key}`,
    run: (needs) => {
      const surroundings = { needs, members: keyed.members, isWritten: false, isComplete: false };
      return compilation.runSample(node, surroundings);
    },
  };
}

/** Functions whose names stand for them at the end. */
const definedFunctions = (
  statements: readonly Statement[],
  { evaluator }: Compilation,
): readonly FunctionStatement[] =>
  statements.filter((node): node is FunctionStatement => {
    const value = node.kind === 'Function' ? evaluator.moduleScope.get(node.name.text) : undefined;
    return value?.kind === 'function' && value.fn.definition === node;
  });
