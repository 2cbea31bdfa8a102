/** A vis.json beside its script: everything that keeps the two from working together. */
import { VIS_CODES } from './visCodes.ts';
import type { Analysis } from '#language';
import { checkCalls, repeated } from './checkCalls.ts';
import { checkDisplays } from './checkDisplays.ts';
import { checkLayout } from './checkLayout.ts';
import { checkShape } from './checkShape.ts';
import { member } from './json.ts';
import type { Vis, VisSyntaxError } from './vis.ts';
import { doubt, refusal, schemaRefusal, type VisProblem } from './visProblem.ts';

/** What is not there yet while the text is being typed. */
const INCOMPLETE: ReadonlySet<string> = new Set([
  VIS_CODES.missingField,
  VIS_CODES.missingPosition,
  VIS_CODES.missingArgument,
  VIS_CODES.argumentValue,
  VIS_CODES.unusedVariable,
  VIS_CODES.widgetSource,
]);

/** @param analysis Undefined while the script says nothing certain. */
export function checkVis(
  vis: Vis,
  errors: readonly VisSyntaxError[],
  analysis: Analysis | undefined,
): readonly VisProblem[] {
  const problems = [
    ...errors.map(({ message, span }) => schemaRefusal('syntax', message, span)),
    ...checkShape(vis),
    ...checkNames(vis),
    ...checkLayout(vis),
    ...(analysis === undefined ? [] : checkCalls(vis, analysis)),
    ...(analysis === undefined ? [] : checkDisplays(vis, analysis)),
  ];
  const told = problems.filter(({ code }) => errors.length === 0 || !INCOMPLETE.has(code));
  return told.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function checkNames({ variables, functions, widgets }: Vis): readonly VisProblem[] {
  const again = (what: string, named: Parameters<typeof repeated>[0]) =>
    repeated(named).map(({ name, span }) => ({
      span,
      message: `${what} '${name}' exists already.`,
    }));
  const outputs = functions
    .filter(({ isGlobal }) => isGlobal)
    .map(({ outputName, owner }) => ({
      name: outputName,
      node: member(owner, 'outputName', 'output_name'),
    }));
  return [
    ...again(
      'The variable',
      variables.map(({ name, node }) => ({ name, node: member(node, 'name') })),
    ).map(({ message, span }) => refusal('duplicateName', message, span)),
    ...again('The output', outputs).map(({ message, span }) =>
      refusal('duplicateName', message, span),
    ),
    ...again(
      'The widget',
      widgets.map(({ name, node }) => ({ name: name?.text, node: member(node, 'name') })),
    ).map(({ message, span }) => doubt('duplicateName', message, span)),
  ];
}
