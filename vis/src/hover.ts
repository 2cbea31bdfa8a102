/** What a name in a vis.json means. */
import {
  code,
  codeBlock,
  plain,
  relationText,
  typeText,
  unitText,
  type Analysis,
  type Span,
} from '#language';
import { displayKind } from './displayKinds.ts';
import { functionNamed, parameterType } from './parameters.ts';
import { visPlace } from './place.ts';
import { shownRelations } from './relations.ts';
import { signatureOf } from './signature.ts';
import type { Vis } from './vis.ts';
import { functionShown, visNameAt, type VisName } from './visNames.ts';
import { typeWords, VARIABLE_TYPES } from './variableTypes.ts';

export interface VisHover {
  /** Markdown. */
  readonly text: string;
  readonly span: Span;
}

/**
 * @param analysis Of the script beside it; undefined where there is none.
 * @param tellsSchema Tell what the JSON schema tells too: what fields are for.
 */
export function hoverVis(
  vis: Vis,
  offset: number,
  {
    analysis,
    tellsSchema,
  }: { readonly analysis: Analysis | undefined; readonly tellsSchema: boolean },
): VisHover | undefined {
  const name = visNameAt(vis, offset);
  const texts = name === undefined ? [] : [nameText(name, vis, analysis)];
  const place = visPlace(vis, offset);
  if (tellsSchema) {
    const kind = place.path.at(-1) === '@type' ? displayKind(place.widget?.displayKind) : undefined;
    texts.push(kind?.description ?? place.field?.description);
  }
  const text = texts.filter((one) => one !== undefined && one !== '').join('\n\n');
  const span = name?.span ?? place.token?.inner;
  return text === '' || span === undefined ? undefined : { text, span };
}

function nameText(name: VisName, vis: Vis, analysis: Analysis | undefined): string | undefined {
  switch (name.kind) {
    case 'function':
      return functionText(name.name, name.span, vis, analysis);
    case 'argument':
      return argumentText(name.functionName, name.name, vis, analysis);
    case 'variable':
      return variableText(name.name, vis);
    case 'output':
      return outputText(name.name, vis);
    case 'column':
      return columnText(name, vis, analysis);
  }
}

function functionText(
  name: string,
  span: Span,
  vis: Vis,
  analysis: Analysis | undefined,
): string | undefined {
  const definition = analysis === undefined ? undefined : functionNamed(analysis, name);
  if (analysis === undefined || definition === undefined) return undefined;
  const call = vis.functions.find((one) => one.span.start === span.start);
  const found = shownRelations(analysis, call);
  const tables = (found?.relations ?? []).map((relation) => relationText(relation));
  const docs = definition.body.docstring?.value.trim();
  return [
    codeBlock(signatureOf(definition, analysis.text)),
    ...(docs === undefined || docs === '' ? [] : [plain(docs)]),
    ...(tables.length === 0 ? [] : ['Gives:', tables.join('\n\nand\n\n')]),
    ...(found?.isPartial === true ? ['Columns may be missing: something in it is wrong.'] : []),
  ].join('\n\n');
}

function argumentText(
  functionName: string,
  name: string,
  vis: Vis,
  analysis: Analysis | undefined,
): string | undefined {
  const definition = analysis === undefined ? undefined : functionNamed(analysis, functionName);
  const parameter = definition?.parameters.find((one) => one.name.text === name);
  if (analysis === undefined || parameter === undefined) return undefined;
  const arg = vis.functions
    .find((one) => one.name === functionName)
    ?.args.find((one) => one.name === name);
  const from = arg?.variable === undefined ? undefined : `From the variable ${code(arg.variable)}.`;
  const words = typeWords(parameterType(analysis, parameter));
  return [codeBlock(`${name}: ${words}`), ...(from === undefined ? [] : [from])].join('\n\n');
}

function variableText(name: string, vis: Vis): string | undefined {
  const variable = vis.variables.find((one) => one.name === name);
  if (variable === undefined) return undefined;
  const { type, description, defaultValue, validValues } = variable;
  const uses = vis.functions.flatMap((func) =>
    func.args
      .filter((arg) => arg.variable === name)
      .map((arg) => `- ${code(arg.name)} of ${code(func.name)}`),
  );
  const value =
    defaultValue === undefined
      ? 'Required.'
      : defaultValue === ''
        ? 'Optional.'
        : `Default: ${code(defaultValue)}.`;
  return [
    `**${plain(name)}**: ${plain(type)}. ${VARIABLE_TYPES[type] ?? ''}`,
    ...(description === '' ? [] : [plain(description)]),
    validValues.length === 0 ? value : `${value} One of: ${validValues.map(code).join(', ')}.`,
    uses.length === 0 ? 'No argument uses it.' : `Given to:\n${[...new Set(uses)].join('\n')}`,
  ].join('\n\n');
}

function outputText(name: string, vis: Vis): string | undefined {
  const func = vis.functions.find((one) => one.isGlobal && one.outputName === name);
  if (func === undefined) return undefined;
  const shown = vis.widgets
    .filter(({ source }) => source?.text === name)
    .map((widget) => `- ${plain(widget.name?.text ?? widget.tableName)}`);
  const where = shown.length === 0 ? 'No widget shows it.' : `Shown in:\n${shown.join('\n')}`;
  return `**${plain(name)}**: result of ${code(func.name)}\n\n${where}`;
}

function columnText(
  { name, span, functionName }: VisName & { readonly kind: 'column' },
  vis: Vis,
  analysis: Analysis | undefined,
): string | undefined {
  if (analysis === undefined) return undefined;
  const widget = vis.widgets.find(({ node }) => {
    return node.offset <= span.start && span.end <= node.offset + node.length;
  });
  const func = widget === undefined ? undefined : functionShown(vis, widget);
  const columns = shownRelations(analysis, func)?.relations.flat() ?? [];
  const column = columns.find((one) => one.name === name);
  if (column === undefined) return undefined;
  const unit = unitText(column);
  return [
    `**${plain(name)}**: ${plain(typeText(column))}, of ${code(functionName ?? '')}`,
    ...(unit === undefined ? [] : [plain(unit)]),
    ...(column.description === undefined ? [] : [plain(column.description)]),
  ].join('\n\n');
}
