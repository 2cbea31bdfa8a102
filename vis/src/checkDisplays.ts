/** Widgets against what their functions give: columns, types, and combinations of fields. */
import {
  type Relation,
  type Analysis,
  type ValueDescription,
  type Span,
  typeText,
} from '#language';
import { relationsOf } from './relations.ts';
import { columnUses, fits, NEED_WORDS, type ColumnUse } from './columns.ts';
import { displayKind } from './displayKinds.ts';
import { innerSpan, items, member, property, spanOf, textOf } from './json.ts';
import type { Vis, VisFunction, VisWidget } from './vis.ts';
import { functionShown } from './visNames.ts';
import { didYouMean, failure, refusal, doubt, type VisProblem } from './visProblem.ts';
import { nearest } from './words.ts';

export function checkDisplays(vis: Vis, analysis: Analysis): readonly VisProblem[] {
  return [
    ...vis.functions.flatMap((func) => checkResult(func, analysis)),
    ...vis.widgets.flatMap((widget) => [
      ...checkSource(widget, vis),
      ...checkColumns(widget, functionShown(vis, widget), analysis),
      ...checkFields(widget),
    ]),
  ];
}

const RESULT_WORDS: Readonly<Partial<Record<ValueDescription['kind'], string>>> = {
  none: 'nothing',
  expression: 'a value',
  dict: 'a dict',
  function: 'a function',
  module: 'a module',
  type: 'a type',
  metadata: 'metadata',
  object: 'an object',
};

function checkResult({ name, span }: VisFunction, analysis: Analysis): readonly VisProblem[] {
  const result = analysis.resultOf(name);
  const words = result === undefined ? undefined : RESULT_WORDS[result.kind];
  if (words === undefined) return [];
  const message = `'${name}' returns ${words} and should return a DataFrame.`;
  return [refusal('noDataFrame', message, span)];
}

function checkSource({ func, source, node, display }: VisWidget, vis: Vis): readonly VisProblem[] {
  if (source === undefined) {
    const needsData = displayKind(textOf(member(display, '@type'))?.replace(/^.*[./]/, ''));
    if (func !== undefined || needsData?.name === 'TextChart') return [];
    const message = 'The widget has neither func nor globalFuncOutputName, so it has no data.';
    return [failure('widgetSource', message, headOf(node))];
  }
  const outputs = vis.functions.flatMap((one) => (one.isGlobal ? [one.outputName] : []));
  const problems: VisProblem[] = [];
  if (func !== undefined) {
    const message = 'The widget has both func and globalFuncOutputName; it may have only one.';
    problems.push(failure('widgetSource', message, source.span));
  }
  if (!outputs.includes(source.text)) {
    const replacement = nearest(source.text, outputs);
    const message = `No global function has the output '${source.text}'.${didYouMean(replacement)}`;
    problems.push(failure('unknownOutput', message, source.span, { replacement }));
  }
  return problems;
}

/** Something short of a long object to underline: its name, else its brace. */
function headOf(node: VisWidget['node']): Span {
  const name = member(node, 'name');
  return name === undefined ? { start: node.offset, end: node.offset + 1 } : innerSpan(name);
}

function checkColumns(
  { display, displayKind: kindName }: VisWidget,
  func: VisFunction | undefined,
  analysis: Analysis,
): readonly VisProblem[] {
  const kind = displayKind(kindName);
  const relations = relationsOf(analysis, func);
  if (kind === undefined || relations === undefined || func === undefined) return [];
  const problems = columnUses({ display, displayKind: kindName }).flatMap((use) =>
    checkColumn(use, relations, func),
  );
  if (!kind.overTime) return problems;
  const time = relations.flatMap((one) => one.filter(({ name }) => name === 'time_'))[0];
  if (time?.dataType === 'TIME64NS' || time?.dataType === 'INT64') return problems;
  const type = member(display, '@type');
  const message =
    time === undefined
      ? `${kind.name} draws over the column 'time_', which '${func.name}' does not give.`
      : `${kind.name} draws over 'time_', which is ${typeText(time)} and no time.`;
  const span = type === undefined ? func.span : innerSpan(type);
  return [...problems, failure(time === undefined ? 'unknownColumn' : 'columnType', message, span)];
}

function checkColumn(
  { column, span, needs, field }: ColumnUse,
  relations: readonly Relation[],
  func: VisFunction,
): readonly VisProblem[] {
  const columns = relations.flat();
  const found = columns.filter(({ name }) => name === column);
  if (found.length === 0) {
    const fitting = columns.filter((one) => fits(one, needs)).map(({ name }) => name);
    const names = columns.map(({ name }) => name);
    const replacement = nearest(column, fitting) ?? nearest(column, names);
    const message = `'${func.name}' gives no column '${column}'.${didYouMean(replacement)}`;
    return [failure('unknownColumn', message, span, { replacement })];
  }
  if (found.some((one) => fits(one, needs))) return [];
  const types = found.map(typeText).join(', ');
  const message = `'${column}' is ${types}; ${field} needs ${NEED_WORDS[needs]}.`;
  return [
    needs === 'status' ? doubt('columnType', message, span) : failure('columnType', message, span),
  ];
}

/** Combinations that the Live UI refuses to draw. */
function checkFields({ display, displayKind: kind }: VisWidget): readonly VisProblem[] {
  if (kind === 'TimeseriesChart') return checkTimeseries(display);
  if (kind === 'Graph') return checkGraph(display);
  if (kind === 'VegaChart') return checkVega(display);
  return [];
}

function checkTimeseries(display: VisWidget['display']): readonly VisProblem[] {
  const entries = items(member(display, 'timeseries'));
  return entries.flatMap((entry) => {
    const series = member(entry, 'series');
    const stacked = member(entry, 'stackBySeries', 'stack_by_series');
    const mode = member(entry, 'mode');
    const isStacked = stacked?.value === true;
    const hasSeries = (textOf(series) ?? '') !== '';
    const problems: VisProblem[] = [];
    if (entries.length > 1 && series !== undefined && hasSeries) {
      const message = 'With more than one entry in timeseries none may have series.';
      problems.push(failure('fieldConflict', message, innerSpan(series)));
    }
    if (isStacked && !hasSeries) {
      const message = 'stackBySeries needs series.';
      problems.push(failure('fieldConflict', message, spanOf(stacked)));
    }
    if (mode !== undefined && textOf(mode) === 'MODE_AREA' && !isStacked) {
      const message = 'MODE_AREA needs stackBySeries: true.';
      problems.push(failure('fieldConflict', message, innerSpan(mode)));
    }
    return problems;
  });
}

function checkGraph(display: VisWidget['display']): readonly VisProblem[] {
  const list = property(display, 'adjacencyList', 'adjacency_list');
  const dot = property(display, 'dotColumn', 'dot_column');
  const type = member(display, '@type');
  if (list !== undefined && dot !== undefined) {
    const message = 'A graph has either adjacencyList or dotColumn.';
    return [failure('fieldConflict', message, spanOf(dot))];
  }
  const thresholds = property(display, 'edgeThresholds', 'edge_thresholds');
  const color = member(display, 'edgeColorColumn', 'edge_color_column');
  const problems: VisProblem[] = [];
  if (list === undefined && dot === undefined && type !== undefined) {
    const message = 'A graph needs adjacencyList, or dotColumn.';
    problems.push(failure('missingField', message, innerSpan(type)));
  }
  if (thresholds !== undefined && color === undefined) {
    const message = 'edgeThresholds means nothing without edgeColorColumn.';
    problems.push(doubt('fieldConflict', message, spanOf(thresholds)));
  }
  return problems;
}

function checkVega(display: VisWidget['display']): readonly VisProblem[] {
  const spec = member(display, 'spec');
  const text = textOf(spec);
  if (spec === undefined || text === undefined) return [];
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [failure('fieldConflict', `The specification is no JSON: ${reason}.`, innerSpan(spec))];
  }
}
