/** Functions, tables and values in the words editors show. */
import {
  type FunctionInfo,
  type Overload,
  type TableInfo,
  type UdtfInfo,
  relationText,
  typeText,
  type Typed,
  type ValueDescription,
  PX_TYPES,
  code,
  codeBlock,
  plain,
} from '#language';
import type { BuiltinDoc } from './builtinDocs.ts';

const argumentName = ({ argNames }: FunctionInfo, index: number): string =>
  argNames[index]?.name ?? `arg${String(index + 1)}`;

/** `s: STRING` of each argument. */
export const overloadParameters = (info: FunctionInfo, { args }: Overload): readonly string[] =>
  args.map((type, index) => `${argumentName(info, index)}: ${type}`);

/** One line per overload. */
const signatures = (info: FunctionInfo): readonly string[] =>
  info.overloads.map(
    (one) => `px.${info.name}(${overloadParameters(info, one).join(', ')}) -> ${one.returns}`,
  );

const bulletsOf = (
  parameters: readonly { readonly name: string; readonly description: string }[],
): string => {
  const told = parameters.filter(({ description }) => description !== '');
  const lines = told.map(({ name, description }) => `- ${code(name)}: ${plain(description)}`);
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
};

const exampleOf = (example: string | undefined): string =>
  example === undefined ? '' : `\n\nExample:\n\n${codeBlock(example)}`;

const MAX_OVERLOADS_SHOWN = 8;

export function functionText(info: FunctionInfo): string {
  const all = signatures(info);
  const more = all.length - MAX_OVERLOADS_SHOWN;
  const rest = more > 0 ? [`# and ${String(more)} more overloads`] : [];
  const block = codeBlock([...all.slice(0, MAX_OVERLOADS_SHOWN), ...rest].join('\n'));
  const where =
    info.executor === 'pem'
      ? '\n\nRuns on the nodes only: use it before `agg`, `merge`, `append` and `head`.'
      : info.executor === 'kelvin'
        ? '\n\nRuns on the collector only: what follows it runs there too.'
        : '';
  const kind = info.kind === 'uda' ? '\n\nAn aggregate: use it in `agg`.' : '';
  const example =
    info.example ?? (info.kind === 'uda' ? `df.agg(out=('column', px.${info.name}))` : undefined);
  const words = `${plain(info.description)}${bulletsOf(info.argNames)}${kind}${where}`;
  return `${block}\n\n${words}${exampleOf(example)}`;
}

/** What an argument is when it is left out; not known of those that only a cluster tells of. */
export const fallbackOf = ({ defaultValue, mayHaveDefault }: UdtfInfo['args'][number]): string =>
  defaultValue === undefined ? (mayHaveDefault === true ? ' = …' : '') : ` = ${defaultValue}`;

export function udtfText({ name, description, args, relation }: UdtfInfo): string {
  const parameters = args.map((arg) => {
    return `${arg.name}: ${arg.dataType}${fallbackOf(arg)}`;
  });
  const block = codeBlock(`px.${name}(${parameters.join(', ')}) -> DataFrame`);
  return `${block}\n\n${plain(description)}${bulletsOf(args)}\n\n${relationText(relation)}`;
}

export const tableText = ({ name, description, relation }: TableInfo): string =>
  `**${plain(name)}**: table\n\n${plain(description)}\n\n${relationText(relation)}`;

/** `table: str`, `n: int = 5`. */
const builtinParameters = ({ parameters }: BuiltinDoc): readonly string[] =>
  Object.entries(parameters).map(([name, { type, defaultValue }]) =>
    defaultValue === undefined ? `${name}: ${type}` : `${name}: ${type} = ${defaultValue}`,
  );

/** Texts of builtins are ours and may hold Markdown. */
export function builtinText(doc: BuiltinDoc): string {
  const parameters = builtinParameters(doc);
  const rest = doc.path === 'df.agg' ? ["name=('column', px.function), …"] : [];
  const block = codeBlock(`${doc.path}(${[...parameters, ...rest].join(', ')}) -> ${doc.returns}`);
  const lines = Object.entries(doc.parameters).map(([name, one]) => `- ${code(name)}: ${one.text}`);
  const bullets = lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
  return `${block}\n\n${doc.text}${bullets}${exampleOf(doc.example)}`;
}

/** `Pod` for the type of `px.Pod`; undefined for those without a name of their own. */
export const pxTypeName = ({ dataType, semanticType }: Typed): string | undefined =>
  Object.entries(PX_TYPES).find(
    ([, [data, semantic]]) => data === dataType && semantic === semanticType,
  )?.[0];

/** What a value is, in a few words. */
export function valueText(value: ValueDescription): string {
  switch (value.kind) {
    case 'dataFrame': {
      const count = value.relation.length;
      return `DataFrame, ${String(count)} ${count === 1 ? 'column' : 'columns'}`;
    }
    case 'metadata':
      return 'Kubernetes metadata';
    case 'expression':
      return value.dataType === undefined
        ? 'expression'
        : typeText({ dataType: value.dataType, semanticType: value.semanticType });
    case 'function':
      return value.flavour === 'user' ? 'function' : (FLAVOURS[value.flavour] ?? 'function');
    case 'type':
      return typeText(value);
    case 'list':
    case 'tuple':
      return `${value.kind} of ${String(value.items.length)}`;
    case 'object':
      return value.name;
    case 'unknown':
      return '';
    default:
      return value.kind;
  }
}

const FLAVOURS: Readonly<Record<string, string>> = {
  udf: 'function',
  uda: 'aggregate',
  udtf: 'table function',
  builtin: 'function',
  method: 'method',
};
