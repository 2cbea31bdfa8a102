/** A first vis.json for a script: each function that gives a table becomes a widget. */
import type { Column, Relation } from '../catalog/types.ts';
import type { Analysis, ValueDescription } from '../semantics/analysis.ts';
import type { FunctionStatement } from '../syntax/tree.ts';
import { GRID_COLUMNS } from './checkLayout.ts';
import { parameterType } from './parameters.ts';
import { variableTypeFor } from './variableTypes.ts';
import { DISPLAY_PREFIX } from './vis.ts';

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly defaultValue?: string;
}

/** What can be run without being asked; the names of entities have to be chosen. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ...{ PX_STRING: '', PX_INT64: '10', PX_FLOAT64: '0.5', PX_BOOLEAN: 'false', PX_LIST: '[]' },
};
const TIMES: ReadonlySet<string> = new Set(['start_time', 'start', 'window']);

const WIDGET_HEIGHT = 3;

/** Undefined where the script has no function that gives a table and has types for its parameters. */
export function generateVis(analysis: Analysis): string | undefined {
  const functions = analysis.functions.flatMap((node) => {
    const relation = tableOf(analysis.resultOf(node.name.text));
    const variables = relation === undefined ? undefined : variablesOf(node, analysis);
    return relation === undefined || variables === undefined ? [] : [{ node, relation, variables }];
  });
  if (functions.length === 0) return undefined;
  const variables = new Map<string, Variable>();
  for (const { variables: own } of functions) {
    for (const one of own) if (!variables.has(one.name)) variables.set(one.name, one);
  }
  const widgets = functions.map(({ node, relation }, index) => ({
    name: titleOf(node.name.text),
    position: placeOf(index, functions.length),
    func: {
      name: node.name.text,
      args: node.parameters.map(({ name }) => ({ name: name.text, variable: name.text })),
    },
    displaySpec: displayOf(relation),
  }));
  const vis = { variables: [...variables.values()], globalFuncs: [], widgets };
  return `${JSON.stringify(vis, undefined, 2)}\n`;
}

const tableOf = (value: ValueDescription | undefined): Relation | undefined =>
  value?.kind === 'dataFrame' && value.relation.length > 0 ? value.relation : undefined;

/** Undefined where a parameter has no type: then it cannot be given. */
function variablesOf(node: FunctionStatement, analysis: Analysis): Variable[] | undefined {
  const variables: Variable[] = [];
  for (const parameter of node.parameters) {
    const { name } = parameter;
    const type = parameterType(analysis, parameter);
    // No text becomes a UPID.
    const isGiven = type.kind === 'list' || (type.kind === 'type' && type.dataType !== 'UINT128');
    if (!isGiven) return undefined;
    const visType = variableTypeFor(type);
    const usual = TIMES.has(name.text) && visType === 'PX_STRING' ? '-5m' : DEFAULTS[visType];
    const defaultValue = usual === undefined ? {} : { defaultValue: usual };
    variables.push({ name: name.text, type: visType, ...defaultValue });
  }
  return variables;
}

/** Two in a row; the last one alone takes the row. */
function placeOf(index: number, count: number) {
  const isAlone = index === count - 1 && index % 2 === 0;
  const half = GRID_COLUMNS / 2;
  return {
    x: (index % 2) * half,
    y: Math.floor(index / 2) * WIDGET_HEIGHT,
    w: isAlone ? GRID_COLUMNS : half,
    h: WIDGET_HEIGHT,
  };
}

/** Values over time as lines, one for each name; everything else as a table. */
function displayOf(relation: Relation) {
  const has = (test: (column: Column) => boolean) => relation.find(test);
  const time = has(({ name, dataType }) => name === 'time_' && dataType === 'TIME64NS');
  const value = has(
    ({ dataType, semanticType }) =>
      (dataType === 'FLOAT64' || dataType === 'INT64') && semanticType !== 'ST_PORT',
  );
  const series = has(({ dataType }) => dataType === 'STRING');
  const isSeries = time !== undefined && value !== undefined && relation.length <= 5;
  if (!isSeries) return { '@type': `${DISPLAY_PREFIX}Table` };
  const by = series === undefined ? {} : { series: series.name };
  return {
    '@type': `${DISPLAY_PREFIX}TimeseriesChart`,
    timeseries: [{ value: value.name, ...by, mode: 'MODE_LINE' }],
  };
}

/** `by_service` is "By service". */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
