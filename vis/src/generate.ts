/** A first vis.json for a script: its functions as widgets, their parameters as variables. */
import type { Analysis, FunctionStatement, Parameter } from '#language';
import { GRID_COLUMNS } from './checkLayout.ts';
import { chooseDisplay, type ChosenDisplay } from './chooseDisplay.ts';
import { conversionProblem, parameterType, type ParameterType } from './parameters.ts';
import { relationsOfFunction } from './relations.ts';
import { typeWords, variableTypeFor } from './variableTypes.ts';

export type GeneratedVis =
  | { readonly kind: 'generated'; readonly text: string }
  /** There is nothing to show; `reason` says what to do. */
  | { readonly kind: 'nothing'; readonly reason: string };

interface NewVariable {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly defaultValue?: string;
}

export function generateVis(analysis: Analysis): GeneratedVis {
  const functions = analysis.functions.filter((node) => isWidget(node, analysis));
  if (functions.length === 0) {
    const reason =
      analysis.functions.length === 0
        ? 'The script defines no functions. Put what a widget is to show into a function that returns a DataFrame.'
        : 'No function returns a DataFrame and has parameters with types that vis.json can give.';
    return { kind: 'nothing', reason };
  }
  const variables = new Map<string, NewVariable>();
  const calls = functions.map((node) => ({
    name: node.name.text,
    args: node.parameters.map((parameter) => ({
      name: parameter.name.text,
      variable: variableFor(node, parameter, analysis, variables),
    })),
  }));
  const displays = functions.map(({ name }) =>
    chooseDisplay(relationsOfFunction(analysis, name.text)?.relations ?? []),
  );
  const positions = layOut(displays);
  const widgets = calls.map((func, index) => ({
    name: title(func.name),
    position: positions[index],
    func,
    displaySpec: displays[index]?.spec,
  }));
  const vis = { variables: [...variables.values()], widgets: unique(widgets) };
  return { kind: 'generated', text: `${JSON.stringify(vis, null, 2)}\n` };
}

/** Functions of a script that help others often return something else, or take DataFrames. */
function isWidget(node: FunctionStatement, analysis: Analysis): boolean {
  if (relationsOfFunction(analysis, node.name.text) === undefined) return false;
  if (analysis.functions.findLast(({ name }) => name.text === node.name.text) !== node)
    return false;
  return node.parameters.every((parameter) => {
    const type = parameterType(analysis, parameter);
    if (type.kind === 'list') return true;
    return type.kind === 'type' && type.dataType !== 'UINT128';
  });
}

/** Parameters of the same name and type share a variable. */
function variableFor(
  { name: { text: functionName } }: FunctionStatement,
  parameter: Parameter,
  analysis: Analysis,
  variables: Map<string, NewVariable>,
): string {
  const own = parameter.name.text;
  const type = parameterType(analysis, parameter);
  const made = newVariable(own, type);
  const known = variables.get(own);
  const name = known === undefined || known.type === made.type ? own : `${functionName}_${own}`;
  if (!variables.has(name)) variables.set(name, { ...made, name });
  return name;
}

function newVariable(name: string, type: ParameterType): NewVariable {
  const usual = usualDefault(name, type);
  const isFit = usual !== undefined && conversionProblem(usual, type) === undefined;
  return {
    name,
    type: variableTypeFor(type),
    description: describe(name, type),
    ...(isFit ? { defaultValue: usual } : {}),
  };
}

/** Undefined: the user must say. An entity such as a pod has no usual value. */
function usualDefault(name: string, type: ParameterType): string | undefined {
  if (type.kind === 'list') return '[]';
  if (type.kind !== 'type') return undefined;
  if (/(^|_)start_time$/.test(name) && type.dataType === 'STRING') return '-5m';
  if (/(^|_)end_time$/.test(name) && type.dataType === 'STRING') return '0s';
  if (type.dataType === 'BOOLEAN') return 'false';
  if (/limit|max|num|count|head|rows/.test(name)) return '100';
  return type.dataType === 'STRING' && type.semanticType === 'ST_NONE' ? '' : undefined;
}

function describe(name: string, type: ParameterType): string {
  if (/(^|_)start_time$/.test(name)) return 'Start of the time shown, such as -5m.';
  if (/(^|_)end_time$/.test(name)) return 'End of the time shown, such as 0s for now.';
  return `${title(name)} (${typeWords(type)}).`;
}

/** `http_requests` as `HTTP Requests`. */
function title(name: string): string {
  const words = name.split('_').filter((word) => word !== '');
  return words
    .map((word) =>
      /^(http|dns|sql|cpu|ip|id|tcp|amqp|pid)$/.test(word)
        ? word.toUpperCase()
        : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(' ');
}

/** Names of widgets name their tables, so each is used once. */
function unique<T extends { readonly name: string }>(widgets: readonly T[]): readonly T[] {
  const seen = new Map<string, number>();
  return widgets.map((widget) => {
    const count = (seen.get(widget.name) ?? 0) + 1;
    seen.set(widget.name, count);
    return count === 1 ? widget : { ...widget, name: `${widget.name} ${String(count)}` };
  });
}

/** Two narrow displays share a row; all others have one of their own. */
function layOut(displays: readonly ChosenDisplay[]) {
  const half = GRID_COLUMNS / 2;
  let y = 0;
  let left: { readonly h: number } | undefined;
  return displays.map(({ height: h, isNarrow }, index) => {
    if (left !== undefined) {
      const place = { x: half, y, w: half, h: left.h };
      y += left.h;
      left = undefined;
      return place;
    }
    if (isNarrow && displays[index + 1]?.isNarrow === true) {
      left = { h };
      return { x: 0, y, w: half, h };
    }
    const place = { x: 0, y, w: GRID_COLUMNS, h };
    y += h;
    return place;
  });
}
