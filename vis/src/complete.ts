/** What can be written at a place of a vis.json. */
import { plain, typeText, type Analysis, type Span } from '#language';
import { fits } from './columns.ts';
import { DISPLAY_KINDS, type ColumnNeed } from './displayKinds.ts';
import { generateVis } from './generate.ts';
import { items, textOf, member, property } from './json.ts';
import { freePlace } from './layout.ts';
import { functionNamed, parameterType } from './parameters.ts';
import { visPlace, type VisPlace } from './place.ts';
import { shownRelations } from './relations.ts';
import { signatureOf } from './signature.ts';
import { skeleton } from './skeleton.ts';
import { DISPLAY_PREFIX, type Vis, type VisFunction } from './vis.ts';
import { functionShown } from './visNames.ts';
import { typeFit, typeWords } from './variableTypes.ts';

export interface VisCompletion {
  readonly label: string;
  readonly kind: 'function' | 'parameter' | 'variable' | 'output' | 'column' | 'value' | 'field';
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** Replaced by `newText`, which is JSON. */
  readonly span: Span;
  readonly newText: string;
  /** `newText` has places to fill in, `$1` and so on. */
  readonly isSnippet: boolean;
  /** Lower comes first. */
  readonly rank: number;
}

type Offer = Pick<VisCompletion, 'label' | 'kind'> & Partial<VisCompletion>;

export interface VisCompletionOptions {
  /** Undefined where there is no script beside the vis.json. */
  readonly analysis: Analysis | undefined;
  /** Offer what the JSON schema offers too: fields and display kinds. */
  readonly offersSchema: boolean;
}

export function completeVis(
  vis: Vis,
  offset: number,
  { analysis, offersSchema }: VisCompletionOptions,
): readonly VisCompletion[] {
  if (vis.text.trim() === '') return wholeText(offset, analysis);
  const place = visPlace(vis, offset);
  const span = place.token?.span ?? { start: offset, end: offset };
  const own = place.isKey ? ownKeys(vis, place) : ownValues(vis, place, analysis);
  const offers = offersSchema ? [...own, ...schemaOffers(place)] : own;
  return offers.map((offer) => ({
    detail: '',
    documentation: '',
    rank: 5,
    isSnippet: false,
    newText: JSON.stringify(offer.label),
    span,
    ...offer,
  }));
}

/** In an empty file: all of it, with a widget for each table the script can show. */
function wholeText(offset: number, analysis: Analysis | undefined): readonly VisCompletion[] {
  const made = analysis === undefined ? undefined : generateVis(analysis);
  if (made?.kind !== 'generated') return [];
  return [
    {
      label: '{ … } for this script',
      kind: 'value',
      detail: 'variables and widgets',
      documentation: '',
      isSnippet: false,
      rank: 1,
      // Editors replace within a line only.
      span: { start: offset, end: offset },
      newText: made.text.trimEnd(),
    },
  ];
}

function ownValues(vis: Vis, place: VisPlace, analysis: Analysis | undefined): readonly Offer[] {
  const { path, field, widget, func } = place;
  const last = path.at(-1);
  const above = path.at(-2);
  if (field?.kind === 'column') return columns(vis, place, analysis, field.needs);
  if (field?.kind === 'columns') return columns(vis, place, analysis, 'any');
  if (last === 'name' && above === 'func') return functions(analysis);
  if (last === 'name' && path.at(-3) === 'args') return parameters(func, analysis, place);
  if (last === 'variable') return variables(vis, place, analysis);
  if (last === 'value' && func !== undefined) return values(place, analysis);
  if (last === 'args' || above === 'args') return argumentLists(vis, place, analysis);
  if (last === 'globalFuncOutputName') return outputs(vis);
  if (last === 'defaultValue') return defaults(vis, place, analysis);
  if (last === 'position' && widget !== undefined) return [positionOffer(vis)];
  return [];
}

function ownKeys(vis: Vis, { path, widget }: VisPlace): readonly Offer[] {
  const isWidget = path[0] === 'widgets' && path.length === 3;
  if (!isWidget || property(widget?.node, 'position') !== undefined) return [];
  const { newText = '', ...offer } = positionOffer(vis);
  return [{ ...offer, newText: `"position": ${newText}` }];
}

/** The whole place below or beside what is there. */
function positionOffer(vis: Vis): Offer {
  const { x, y, w, h } = freePlace(vis);
  return {
    label: 'position: next free place',
    kind: 'value',
    rank: 1,
    detail: `column ${String(x)}, row ${String(y)}, ${String(w)} by ${String(h)}`,
    newText: `{ "x": ${String(x)}, "y": ${String(y)}, "w": ${String(w)}, "h": ${String(h)} }`,
  };
}

const functions = (analysis: Analysis | undefined): readonly Offer[] =>
  (analysis?.functions ?? []).map((node) => {
    const result = analysis?.resultOf(node.name.text);
    const gives = result?.kind === 'dataFrame' || result?.kind === 'list';
    return {
      label: node.name.text,
      kind: 'function',
      rank: gives ? 1 : 3,
      detail: signatureOf(node, analysis?.text ?? '').replace(/^def \w+/, ''),
      documentation: plain(node.body.docstring?.value.trim() ?? ''),
    };
  });

function parameters(
  func: VisFunction | undefined,
  analysis: Analysis | undefined,
  { token }: VisPlace,
): readonly Offer[] {
  if (func === undefined || analysis === undefined) return [];
  const given = new Set(func.args.map(({ name }) => name).filter((name) => name !== token?.text));
  return (functionNamed(analysis, func.name)?.parameters ?? [])
    .filter(({ name }) => !given.has(name.text))
    .map((parameter, index) => ({
      label: parameter.name.text,
      kind: 'parameter',
      rank: index,
      detail: typeWords(parameterType(analysis, parameter)),
    }));
}

const typeOfArgument = ({ func, path }: VisPlace, analysis: Analysis | undefined) => {
  const index = path.at(-2);
  const arg = typeof index === 'number' ? func?.args[index] : undefined;
  const definition = analysis === undefined ? undefined : functionNamed(analysis, func?.name ?? '');
  const parameter = definition?.parameters.find(({ name }) => name.text === arg?.name);
  return analysis === undefined || parameter === undefined
    ? undefined
    : { name: parameter.name.text, type: parameterType(analysis, parameter) };
};

function variables(vis: Vis, place: VisPlace, analysis: Analysis | undefined): readonly Offer[] {
  const wanted = typeOfArgument(place, analysis);
  return vis.variables.map((variable) => {
    const fit = wanted === undefined ? 'fits' : typeFit(variable, wanted.type).kind;
    const isSame = variable.name === wanted?.name;
    return {
      label: variable.name,
      kind: 'variable',
      detail: variable.type,
      documentation: plain(variable.description),
      rank: isSame ? 0 : fit === 'fits' ? 1 : fit === 'doubtful' ? 3 : 7,
    };
  });
}

/** Values a type has few of, and the ones nearly every script takes. */
function usualValues(name: string, type: ReturnType<typeof parameterType>): readonly string[] {
  if (/(^|_)start_time$/.test(name)) return ['-5m', '-30m', '-1h', '-24h'];
  if (type.kind !== 'type') return type.kind === 'list' ? ['[]'] : [];
  return type.dataType === 'BOOLEAN' ? ['true', 'false'] : [];
}

function values(place: VisPlace, analysis: Analysis | undefined): readonly Offer[] {
  const wanted = typeOfArgument(place, analysis);
  if (wanted === undefined) return [];
  return usualValues(wanted.name, wanted.type).map((label, rank) => ({
    label,
    kind: 'value',
    rank,
    detail: typeWords(wanted.type),
  }));
}

function defaults(vis: Vis, place: VisPlace, analysis: Analysis | undefined): readonly Offer[] {
  const index = place.path[1];
  const variable = typeof index === 'number' ? vis.variables[index] : undefined;
  if (variable === undefined) return [];
  const valid = items(member(variable.node, 'validValues', 'valid_values'));
  const use = vis.functions
    .flatMap(({ name, args }) => args.map((arg) => ({ name, arg })))
    .find(({ arg }) => arg.variable === variable.name);
  const definition = analysis === undefined ? undefined : functionNamed(analysis, use?.name ?? '');
  const parameter = definition?.parameters.find(({ name }) => name.text === use?.arg.name);
  const usual =
    analysis === undefined || parameter === undefined
      ? []
      : usualValues(parameter.name.text, parameterType(analysis, parameter));
  const labels = new Set([...valid.flatMap((node) => textOf(node) ?? []), ...usual]);
  return [...labels].map((label, rank) => ({ label, kind: 'value', rank, detail: variable.type }));
}

const outputs = (vis: Vis): readonly Offer[] =>
  vis.functions
    .filter(({ isGlobal, outputName }) => isGlobal && outputName !== '')
    .map(({ outputName, name }) => ({ label: outputName, kind: 'output', detail: `${name}()` }));

function columns(
  vis: Vis,
  { widget, token }: VisPlace,
  analysis: Analysis | undefined,
  needs: ColumnNeed,
): readonly Offer[] {
  if (analysis === undefined || widget === undefined) return [];
  const func = functionShown(vis, widget);
  const relations = shownRelations(analysis, func)?.relations ?? [];
  const seen = new Set<string>();
  return relations.flat().flatMap((column): Offer[] => {
    if (seen.has(column.name)) return [];
    seen.add(column.name);
    const isFit = fits(column, needs) && !(needs === 'number' && column.name === 'time_');
    return [
      {
        label: column.name,
        kind: 'column',
        detail: typeText(column),
        documentation: plain(column.description ?? ''),
        rank: column.name === token?.text ? 0 : isFit ? 1 : 6,
      },
    ];
  });
}

/** All arguments of the function at once, from the variables of the same names. */
function argumentLists(
  vis: Vis,
  { func, path, token }: VisPlace,
  analysis: Analysis | undefined,
): readonly Offer[] {
  const definition = analysis === undefined ? undefined : functionNamed(analysis, func?.name ?? '');
  if (definition === undefined || func === undefined || token !== undefined) return [];
  const given = new Set(func.args.map(({ name }) => name));
  const missing = definition.parameters.filter(({ name }) => !given.has(name.text));
  if (missing.length === 0) return [];
  const known = new Set(vis.variables.map(({ name }) => name));
  let place = 0;
  const entries = missing.map(({ name: { text } }) => {
    if (known.has(text)) return `{ "name": "${text}", "variable": "${text}" }`;
    place += 1;
    return `{ "name": "${text}", "value": "$${String(place)}" }`;
  });
  const inside = typeof path.at(-1) === 'number';
  const list = entries.join(',\n');
  return [
    {
      label: `arguments of ${func.name}`,
      kind: 'value',
      rank: 0,
      isSnippet: true,
      detail: missing.map(({ name }) => name.text).join(', '),
      newText: inside ? list : `[\n${list}\n]`,
    },
  ];
}

/** For editors without JSON schemas. */
function schemaOffers({ isKey, field, fields, path, token }: VisPlace): readonly Offer[] {
  if (isKey) {
    return fields.map((one) => ({
      label: one.name,
      kind: 'field',
      documentation: one.description,
      rank: 4,
      ...(token === undefined
        ? { newText: `${JSON.stringify(one.name)}: `, isSnippet: false }
        : {}),
    }));
  }
  if (field?.kind === 'choice') {
    return Object.entries(field.values).map(([label, documentation]) => ({
      label,
      documentation,
      kind: 'value',
      rank: 4,
    }));
  }
  if (path.at(-1) === '@type') {
    return DISPLAY_KINDS.map(({ name, description }) => ({
      label: DISPLAY_PREFIX + name,
      kind: 'value',
      documentation: description,
      rank: 4,
    }));
  }
  if (field?.kind !== 'display' || path.at(-1) !== 'displaySpec') return [];
  return DISPLAY_KINDS.map(({ name, description, fields: parts }) => ({
    label: name,
    kind: 'value',
    documentation: description,
    rank: 4,
    isSnippet: true,
    newText: snippetText({ '@type': DISPLAY_PREFIX + name, ...skeleton(parts) }),
  }));
}

/** `"^${1:0}"` stands for a value without quotes. */
const snippetText = (body: unknown): string =>
  JSON.stringify(body, null, 2).replace(/"\^(\$\{[^"]*\}|\$\d+)"/g, '$1');
