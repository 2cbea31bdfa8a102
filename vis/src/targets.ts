/** What of a script can be run: the whole, the functions its vis.json names, and others. */
import type { ExecutedFunction, Expression, FunctionStatement, Module } from '#language';
import type { Vis, VisFunction } from './vis.ts';

export interface TargetArgument {
  readonly name: string;
  readonly value: string | undefined;
  readonly variable: string | undefined;
}
export interface TargetFunction {
  readonly funcName: string;
  readonly outputTablePrefix: string;
  readonly args: readonly TargetArgument[];
}
export interface Target {
  /** Undefined: the whole script. */
  readonly funcName: string | undefined;
  /** Offset of the definition; 0 for the whole script. */
  readonly offset: number;
  readonly execFuncs: readonly TargetFunction[];
  /** Named by vis.json, or the whole script. */
  readonly fromVis: boolean;
}
export interface TargetVariable {
  readonly name: string;
  readonly type: string;
  readonly defaultValue: string | undefined;
  readonly description: string;
  readonly validValues: readonly string[];
}
export interface Targets {
  readonly targets: readonly Target[];
  readonly variables: readonly TargetVariable[];
  /** Why the vis.json cannot be used. */
  readonly visProblem: string | undefined;
}

const annotationText = (node: Expression | undefined): string => {
  if (node?.kind === 'Name') return node.id;
  return node?.kind === 'Attribute' ? (node.name?.text ?? '') : '';
};

/**
 * @param vis The vis.json beside the script; undefined when there is none.
 * @param visProblem Why it cannot be used.
 */
export function runTargets(
  tree: Module,
  vis: Vis | undefined,
  visProblem: string | undefined,
): Targets {
  const definitions = tree.statements.filter(
    (node): node is FunctionStatement => node.kind === 'Function',
  );
  const functions = vis?.functions ?? [];
  const whole: Target = {
    funcName: undefined,
    offset: 0,
    fromVis: true,
    execFuncs: visProblem === undefined ? functions.map(executed) : [],
  };
  const variables: TargetVariable[] = (vis?.variables ?? []).map(variableOf);
  const single = definitions.map((node): Target => {
    const called = functions.filter(({ name }) => name === node.name.text);
    const execFuncs = called.length > 0 ? called.map(executed) : [fromParameters(node, variables)];
    return {
      funcName: node.name.text,
      offset: node.span.start,
      execFuncs,
      fromVis: called.length > 0,
    };
  });
  return { targets: [whole, ...single], variables, visProblem };
}

const variableOf = (variable: TargetVariable): TargetVariable => ({
  name: variable.name,
  type: variable.type,
  defaultValue: variable.defaultValue,
  description: variable.description,
  validValues: variable.validValues,
});

const executed = ({ name, outputName, args }: VisFunction): TargetFunction => ({
  funcName: name,
  outputTablePrefix: outputName,
  args: args.map(argumentOf),
});

const argumentOf = ({ name, value, variable }: TargetArgument): TargetArgument => ({
  name,
  value,
  variable,
});

/** A function vis.json does not name: its parameters are asked for. */
function fromParameters(node: FunctionStatement, variables: TargetVariable[]): TargetFunction {
  const funcName = node.name.text;
  const args = node.parameters.map(({ name, annotation }) => {
    const variable = `${funcName}.${name.text}`;
    variables.push({
      name: variable,
      type: annotationText(annotation),
      defaultValue: name.text === 'start_time' ? '-5m' : undefined,
      description: '',
      validValues: [],
    });
    return { name: name.text, value: undefined, variable };
  });
  return { funcName, outputTablePrefix: funcName, args };
}

export interface FilledTarget {
  readonly execFuncs: readonly ExecutedFunction[];
  /** Variables without a value. */
  readonly missing: readonly TargetVariable[];
}

/** Puts values into a target's arguments: given ones first, then defaults. */
export function fillTarget(
  target: Target,
  variables: readonly TargetVariable[],
  values: Readonly<Record<string, string>>,
): FilledTarget {
  const missing = new Map<string, TargetVariable>();
  const execFuncs = target.execFuncs.map(({ funcName, outputTablePrefix, args }) => ({
    funcName,
    outputTablePrefix,
    args: args.map(({ name, value, variable }) => {
      if (value !== undefined) return { name, value };
      const key = variable ?? '';
      const info = variables.find((one) => one.name === key);
      const given = values[key] ?? values[name] ?? info?.defaultValue;
      if (given === undefined) {
        missing.set(
          key,
          info ?? {
            name: key || name,
            type: '',
            defaultValue: undefined,
            description: '',
            validValues: [],
          },
        );
      }
      return { name, value: given ?? '' };
    }),
  }));
  return { execFuncs, missing: [...missing.values()] };
}
