/** Types and relations in the words editors show. */
import type { FunctionInfo, UdtfInfo } from '../catalog/catalog.ts';
import type { Column, Relation } from '../catalog/types.ts';

/** `INT64 (DURATION_NS)`. */
export const typeText = ({
  dataType,
  semanticType,
}: Pick<Column, 'dataType' | 'semanticType'>): string =>
  semanticType === 'ST_NONE' || semanticType === 'ST_UNSPECIFIED'
    ? dataType
    : `${dataType} (${semanticType.replace(/^ST_/, '')})`;

const MAX_COLUMNS_SHOWN = 60;

/** A Markdown table of columns. */
export function relationText(relation: Relation): string {
  const rows = relation
    .slice(0, MAX_COLUMNS_SHOWN)
    .map((column) => `| \`${column.name}\` | ${typeText(column)} | ${column.description ?? ''} |`);
  const more = relation.length - MAX_COLUMNS_SHOWN;
  const rest = more > 0 ? [`\n… and ${String(more)} more columns`] : [];
  return ['| column | type | |', '| --- | --- | --- |', ...rows, ...rest].join('\n');
}

/** One line per overload. */
function signatures({ name, overloads, argNames }: FunctionInfo): readonly string[] {
  return overloads.map(({ args, returns }) => {
    const parameters = args.map(
      (type, index) => `${argNames[index]?.name ?? `arg${String(index + 1)}`}: ${type}`,
    );
    return `px.${name}(${parameters.join(', ')}) -> ${returns}`;
  });
}

export function functionText(info: FunctionInfo): string {
  const code = ['```python', ...signatures(info), '```'].join('\n');
  const where =
    info.executor === 'pem'
      ? '\n\nRuns on the nodes only: use it before `agg`, `merge`, `append` and `head`.'
      : '';
  const kind = info.kind === 'uda' ? '\n\nAn aggregate: use it in `agg`.' : '';
  const example = info.example === undefined ? '' : `\n\n\`\`\`python\n${info.example}\n\`\`\``;
  return `${code}\n\n${info.description}${kind}${where}${example}`;
}

export function udtfText({ name, description, args, relation }: UdtfInfo): string {
  const parameters = args.map((arg) => `${arg.name}: ${arg.dataType}`).join(', ');
  return `\`\`\`python\npx.${name}(${parameters}) -> DataFrame\n\`\`\`\n\n${description}\n\n${relationText(relation)}`;
}
