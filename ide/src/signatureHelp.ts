/** Which arguments a call takes, and which one is being written. */
import {
  type Catalog,
  type FunctionInfo,
  type DataType,
  type Analysis,
  type ValueDescription,
  plain,
  typeText,
} from '#language';
import { BUILTINS, METHOD_DOCS, type BuiltinDoc } from './docs/builtinDocs.ts';
import {
  callContext,
  givenParameters,
  type CallContext,
  type FunctionDescription,
  type ValueOf,
} from './completion/callContext.ts';
import { valueAt } from './completion/completion.ts';
import { cursorAt, type Bracket } from './completion/cursor.ts';
import { readDocstring } from './docs/docstring.ts';
import { fallbackOf, overloadParameters, pxTypeName } from './docs/text.ts';

export interface SignatureParameter {
  /** Where it stands in the signature's label. */
  readonly start: number;
  readonly end: number;
  /** Markdown. */
  readonly documentation: string;
}

export interface Signature {
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
  readonly parameters: readonly SignatureParameter[];
}

export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  readonly active: number;
  /** Undefined when the argument is one too many. */
  readonly activeParameter: number | undefined;
}

export function signatureHelp(
  analysis: Analysis,
  offset: number,
  catalog: Catalog,
): SignatureHelp | undefined {
  const { brackets, place } = cursorAt(analysis.tree, analysis.text, offset);
  if (
    place.kind === 'none' &&
    analysis.text.slice(lineStart(analysis.text, offset), offset).includes('#')
  ) {
    return undefined;
  }
  const bracket = brackets.findLast(({ kind }) => kind === 'call');
  if (bracket?.receiver === undefined) return undefined;
  const valueOf = valueAt(analysis, offset);
  const call = callContext(analysis, bracket, valueOf);
  if (call !== undefined) return ofCall(analysis, call, { catalog, valueOf });
  const type = valueOf(bracket.receiver);
  return type?.kind === 'type' ? ofCast(analysis, bracket, type) : undefined;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

interface Sources {
  readonly catalog: Catalog;
  readonly valueOf: ValueOf;
}

function ofCall(
  analysis: Analysis,
  call: CallContext,
  { catalog, valueOf }: Sources,
): SignatureHelp | undefined {
  const { callee } = call;
  if (callee.flavour === 'udf' || callee.flavour === 'uda') {
    const info = catalog.functions.get(callee.name);
    return info === undefined ? undefined : ofOverloads(info, call, valueOf);
  }
  const signature = signatureOf(analysis, callee, catalog);
  // Behind a keyword only further ones can follow: those that are not given yet.
  const given = call.followsKeyword ? givenParameters(call) : undefined;
  const next = given && callee.parameters.find((name) => !given.has(name));
  const index = callee.parameters.indexOf(call.parameter ?? next ?? '');
  const isAgg = callee.flavour === 'method' && callee.name === 'agg';
  return {
    signatures: [signature],
    active: 0,
    activeParameter: isAgg ? 0 : index < 0 ? undefined : index,
  };
}

interface ParameterText {
  readonly label: string;
  readonly documentation: string;
}

/** A label of `head(`, parameters and `tail`, with the place of each parameter. */
function assemble(
  head: string,
  parameters: readonly ParameterText[],
  tail: string,
  documentation: string,
): Signature {
  let label = `${head}(`;
  const placed = parameters.map(({ label: text, documentation: words }, index) => {
    if (index > 0) label += ', ';
    const start = label.length;
    label += text;
    return { start, end: label.length, documentation: words };
  });
  return { label: `${label})${tail}`, documentation, parameters: placed };
}

/** Of a function with one form. */
export function signatureOf(
  analysis: Pick<Analysis, 'valueOf'>,
  callee: FunctionDescription,
  catalog: Catalog,
): Signature {
  const doc = callee.flavour === 'user' ? undefined : docOf(callee);
  if (doc !== undefined) return ofDoc(doc);
  if (callee.flavour === 'udtf') {
    const info = catalog.udtfs.get(callee.name);
    const parameters = (info?.args ?? []).map((arg) => ({
      label: `${arg.name}: ${arg.dataType}${fallbackOf(arg)}`,
      documentation: plain(arg.description),
    }));
    return assemble(
      `px.${callee.name}`,
      parameters,
      ' -> DataFrame',
      plain(info?.description ?? ''),
    );
  }
  const { definition } = callee;
  const { summary, parameters: words } = readDocstring(callee.docstring ?? '');
  const parameters = callee.parameters.map((name) => {
    const parameter = definition?.parameters.find((one) => one.name.text === name);
    const type =
      parameter?.annotation === undefined ? undefined : analysis.valueOf(parameter.annotation);
    const label = type === undefined ? name : `${name}: ${annotationText(type)}`;
    return { label, documentation: plain(words.get(name) ?? '') };
  });
  return assemble(callee.name, parameters, '', summary.map(plain).join('\n\n'));
}

export const docOf = ({ flavour, name }: FunctionDescription): BuiltinDoc | undefined =>
  flavour === 'method' ? METHOD_DOCS[name] : flavour === 'builtin' ? BUILTINS[name] : undefined;

/** An annotation as a script would write it. */
export function annotationText(type: ValueDescription): string {
  if (type.kind !== 'type') return type.kind === 'function' ? 'px.DataFrame' : type.kind;
  const name = pxTypeName(type);
  return name === undefined ? (GLOBAL_TYPES[type.dataType] ?? type.dataType) : `px.${name}`;
}

const GLOBAL_TYPES: Readonly<Partial<Record<DataType, string>>> = {
  STRING: 'str',
  INT64: 'int',
  FLOAT64: 'float',
  BOOLEAN: 'bool',
};

function ofDoc(doc: BuiltinDoc): Signature {
  const parameters = Object.entries(doc.parameters).map(([name, { type, text, defaultValue }]) => ({
    label: `${name}: ${type}${defaultValue === undefined ? '' : ` = ${defaultValue}`}`,
    documentation: text,
  }));
  const all =
    doc.path === 'df.agg'
      ? [{ label: "name=('column', px.function), …", documentation: '' }]
      : parameters;
  return assemble(doc.path, all, ` -> ${doc.returns}`, doc.text);
}

function ofOverloads(info: FunctionInfo, call: CallContext, valueOf: ValueOf): SignatureHelp {
  const { name, overloads, argNames, description } = info;
  const signatures = overloads.map((overload) => {
    const parameters = overloadParameters(info, overload).map((label, index) => ({
      label,
      documentation: plain(argNames[index]?.description ?? ''),
    }));
    return assemble(`px.${name}`, parameters, ` -> ${overload.returns}`, plain(description));
  });
  const { items } = call.bracket;
  const given = items.map(({ value }) => {
    const found = value.start === value.end ? undefined : valueOf(value);
    return found?.kind === 'expression' ? found.dataType : undefined;
  });
  const last = items.at(-1)?.value;
  const count = last === undefined || last.start === last.end ? items.length - 1 : items.length;
  const fits = (exact: boolean) =>
    overloads.findIndex(
      ({ args }) =>
        args.length >= Math.max(count, 1) &&
        (!exact || given.every((type, index) => type === undefined || type === args[index])),
    );
  const exact = fits(true);
  const active = Math.max(0, exact >= 0 ? exact : fits(false));
  const index = call.position ?? 0;
  const length = signatures[active]?.parameters.length ?? 0;
  return { signatures, active, activeParameter: index < length ? index : undefined };
}

function ofCast(
  analysis: Analysis,
  { receiver, items }: Bracket,
  type: ValueDescription & { readonly kind: 'type' },
): SignatureHelp {
  const head = receiver === undefined ? '' : analysis.text.slice(receiver.start, receiver.end);
  const documentation =
    'Gives an expression a meaning. Its data type must be the right one already: nothing is converted.';
  const parameters = [{ label: `expr: ${type.dataType}`, documentation: '' }];
  return {
    signatures: [assemble(head, parameters, ` -> ${typeText(type)}`, documentation)],
    active: 0,
    activeParameter: items.length === 1 ? 0 : undefined,
  };
}
