/** vis.json against the script's signatures: functions, arguments, variables and their values. */
import type { Analysis, FunctionStatement, Parameter, Span } from '#language';
import { innerSpan, items, member, valueText, type JsonNode } from './json.ts';
import {
  conversionProblem,
  functionNamed,
  parameterType,
  type ParameterType,
} from './parameters.ts';
import type { Vis, VisArgument, VisFunction, VisVariable } from './vis.ts';
import { badDefault, didYouMean, doubt, refusal, remark, type VisProblem } from './visProblem.ts';
import { typeFit, typeWords } from './variableTypes.ts';
import { nearest } from './words.ts';

/** An argument of the script with all that vis.json gives to it. */
interface Passed {
  readonly arg: VisArgument;
  readonly func: VisFunction;
  readonly parameter: Parameter;
  readonly type: ParameterType;
}

export function checkCalls(vis: Vis, analysis: Analysis): readonly VisProblem[] {
  const passed: Passed[] = [];
  const problems = vis.functions.flatMap((func) => checkFunction(func, analysis, passed));
  return [
    ...problems,
    ...passed.flatMap((one) => checkArgument(one, vis)),
    ...vis.variables.flatMap((variable) => checkVariable(variable, vis, passed)),
  ];
}

function checkFunction(
  func: VisFunction,
  analysis: Analysis,
  passed: Passed[],
): readonly VisProblem[] {
  const definition = functionNamed(analysis, func.name);
  if (definition === undefined) {
    const names = analysis.functions.map(({ name }) => name.text);
    const replacement = nearest(func.name, names);
    const message =
      func.name === ''
        ? 'A function without a name is called.'
        : `The script defines no function '${func.name}'.${didYouMean(replacement)}`;
    return [refusal('unknownFunction', message, func.span, { replacement })];
  }
  const given = new Set(func.args.map(({ name }) => name));
  const missing = definition.parameters.filter(({ name }) => !given.has(name.text));
  const names = missing.map(({ name }) => `'${name.text}'`).join(', ');
  const related = [declared(definition)];
  return [
    ...func.args.flatMap((arg) => checkArgumentName({ arg, func }, definition, analysis, passed)),
    ...(missing.length === 0
      ? []
      : [
          refusal('missingArgument', `'${func.name}' is not given ${names}.`, func.span, {
            related,
          }),
        ]),
    ...repeated(func.args.map(({ name, node }) => ({ name, node: member(node, 'name') }))).map(
      ({ name, span }) =>
        refusal('duplicateName', `The argument '${name}' is given more than once.`, span),
    ),
  ];
}

const declared = ({ name }: FunctionStatement) => ({
  message: `'${name.text}' is defined here.`,
  span: name.span,
  file: 'script' as const,
});

function checkArgumentName(
  { arg, func }: Pick<Passed, 'arg' | 'func'>,
  definition: FunctionStatement,
  analysis: Analysis,
  passed: Passed[],
): readonly VisProblem[] {
  const nameNode = member(arg.node, 'name');
  const span = nameNode === undefined ? arg.span : innerSpan(nameNode);
  const parameter = definition.parameters.find(({ name }) => name.text === arg.name);
  if (parameter === undefined) {
    const given = new Set(func.args.map(({ name }) => name));
    const open = definition.parameters
      .map(({ name }) => name.text)
      .filter((one) => !given.has(one));
    const replacement = nearest(arg.name, open) ?? (open.length === 1 ? open[0] : undefined);
    const message = `'${func.name}' has no parameter '${arg.name}'.${didYouMean(replacement)}`;
    const related = [declared(definition)];
    return [refusal('unknownArgument', message, span, { replacement, related })];
  }
  const type = parameterType(analysis, parameter);
  passed.push({ arg, func, parameter, type });
  const related = [
    {
      message: `'${arg.name}' is declared here.`,
      span: parameter.name.span,
      file: 'script' as const,
    },
  ];
  if (type.kind === 'none') {
    const message = `The parameter '${arg.name}' of '${func.name}' has no annotation, so vis.json cannot give it a value. Write its type in the script, such as ${arg.name}: str.`;
    return [refusal('noAnnotation', message, span, { related })];
  }
  if (type.kind === 'unusable' || (type.kind === 'type' && type.dataType === 'UINT128')) {
    const message = `No text can become the parameter '${arg.name}' of '${func.name}': ${typeWords(type)} is not among the types vis.json can give.`;
    return [refusal('noAnnotation', message, span, { related })];
  }
  return [];
}

function checkArgument({ arg, func, type }: Passed, vis: Vis): readonly VisProblem[] {
  const where = `The argument '${arg.name}' of '${func.name}'`;
  const valueNode = member(arg.node, 'value');
  const variableNode = member(arg.node, 'variable');
  if ((valueNode === undefined) === (variableNode === undefined)) {
    const what = valueNode === undefined ? 'neither a value nor' : 'both a value and';
    const message = `${where} has ${what} a variable; it needs exactly one.`;
    return [refusal('argumentValue', message, arg.span)];
  }
  if (variableNode !== undefined) {
    if (vis.variables.some(({ name }) => name === arg.variable)) return [];
    const replacement = nearest(
      arg.variable ?? '',
      vis.variables.map(({ name }) => name),
    );
    const message = `There is no variable '${arg.variable ?? ''}'.${didYouMean(replacement)}`;
    return [refusal('unknownVariable', message, innerSpan(variableNode), { replacement })];
  }
  const problem = arg.value === undefined ? undefined : conversionProblem(arg.value, type);
  if (problem === undefined || valueNode === undefined) return [];
  const message = `${where} is ${typeWords(type)}: ${asSentence(problem)}`;
  return [refusal('valueNotConvertible', message, innerSpan(valueNode))];
}

const asSentence = (text: string): string => `${text.replace(/\.$/, '')}.`;

function checkVariable(
  variable: VisVariable,
  vis: Vis,
  passed: readonly Passed[],
): readonly VisProblem[] {
  const nameNode = member(variable.node, 'name');
  const nameSpan = nameNode === undefined ? variable.span : innerSpan(nameNode);
  const used = vis.functions.some(({ args }) => args.some((arg) => arg.variable === variable.name));
  const uses = passed.filter(({ arg }) => arg.variable === variable.name);
  return [
    ...(used || variable.name === ''
      ? []
      : [remark('unusedVariable', `No argument uses the variable '${variable.name}'.`, nameSpan)]),
    ...checkDefault(variable, uses),
    ...checkValidValues(variable, uses),
    ...checkType(variable, uses, nameSpan),
  ];
}

/** Two uses of the same type would say the same. */
function differentTypes(uses: readonly Passed[]): readonly Passed[] {
  const seen = new Set<string>();
  return uses.filter(({ type }) => {
    const words = typeWords(type);
    const isNew = !seen.has(words);
    seen.add(words);
    return isNew;
  });
}

const place = ({ arg, func, parameter }: Passed) => ({
  message: `'${arg.name}' of '${func.name}' is declared here.`,
  span: parameter.span,
  file: 'script' as const,
});

function checkDefault(
  { node, name, type: visType, defaultValue, validValues }: VisVariable,
  uses: readonly Passed[],
): readonly VisProblem[] {
  const valueNode = member(node, 'defaultValue', 'default_value');
  if (valueNode === undefined || defaultValue === undefined) return [];
  const span = innerSpan(valueNode);
  // The Live UI makes a list of the text before it is sent.
  const readsList = visType === 'PX_STRING_LIST';
  const unfit = differentTypes(uses).flatMap((use) => {
    if (readsList) return [];
    const problem = conversionProblem(defaultValue, use.type);
    if (problem === undefined) return [];
    const message = `The default of '${name}' goes to '${use.arg.name}' of '${use.func.name}', which is ${typeWords(use.type)}: ${asSentence(problem)}`;
    return [badDefault('valueNotConvertible', message, span, { related: [place(use)] })];
  });
  if (validValues.length === 0 || validValues.includes(defaultValue)) return unfit;
  const message = `The default '${defaultValue}' of '${name}' is not among its validValues: ${validValues.join(', ')}.`;
  const replacement = nearest(defaultValue, validValues);
  return [...unfit, badDefault('defaultNotValid', message, span, { replacement })];
}

function checkValidValues(
  { node, name }: VisVariable,
  uses: readonly Passed[],
): readonly VisProblem[] {
  return items(member(node, 'validValues', 'valid_values')).flatMap((one) => {
    const text = valueText(one) ?? '';
    return differentTypes(uses).flatMap((use) => {
      const problem = conversionProblem(text, use.type);
      if (problem === undefined) return [];
      const message = `'${use.arg.name}' of '${use.func.name}' cannot take this value of '${name}', as it is ${typeWords(use.type)}: ${asSentence(problem)}`;
      return [doubt('valueNotConvertible', message, innerSpan(one), { related: [place(use)] })];
    });
  });
}

function checkType(
  variable: VisVariable,
  uses: readonly Passed[],
  nameSpan: { readonly start: number; readonly end: number },
): readonly VisProblem[] {
  const typeNode = member(variable.node, 'type');
  const span = typeNode === undefined ? nameSpan : innerSpan(typeNode);
  return differentTypes(uses).flatMap((use) => {
    const fit = typeFit(variable, use.type);
    if (fit.kind === 'fits') return [];
    const message = `'${variable.name}' is ${variable.type}, '${use.arg.name}' of '${use.func.name}' is ${typeWords(use.type)}${fit.because}`;
    const details = { related: [place(use)], replacement: fit.better };
    return [
      fit.kind === 'never'
        ? badDefault('variableType', message, span, details)
        : doubt('variableType', message, span, details),
    ];
  });
}

/** Names that occur again, at their later places. */
export function repeated(
  named: readonly { readonly name: string | undefined; readonly node: JsonNode | undefined }[],
): readonly { readonly name: string; readonly span: Span }[] {
  const seen = new Set<string>();
  return named.flatMap(({ name, node }) => {
    if (name === undefined || name === '' || node === undefined) return [];
    const isAgain = seen.has(name);
    seen.add(name);
    return isAgain ? [{ name, span: innerSpan(node) }] : [];
  });
}
