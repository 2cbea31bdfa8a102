/** Types and relations in the words editors show. */
import { codeCell, plain } from '../text/markdown.ts';
import type { Column, Relation, SemanticType } from './types.ts';

export type Typed = Pick<Column, 'dataType' | 'semanticType'>;

/** `INT64 (DURATION_NS)`. */
export const typeText = ({ dataType, semanticType }: Typed): string =>
  semanticType === 'ST_NONE' || semanticType === 'ST_UNSPECIFIED'
    ? dataType
    : `${dataType} (${semanticType.replace(/^ST_/, '')})`;

const UNITS: Readonly<Partial<Record<SemanticType, string>>> = {
  ST_BYTES: 'bytes',
  ST_DURATION_NS: 'nanoseconds',
  ST_PERCENT: 'a fraction: 1 is 100 %',
  ST_THROUGHPUT_PER_NS: 'per nanosecond',
  ST_THROUGHPUT_BYTES_PER_NS: 'bytes per nanosecond',
  ST_DURATION_NS_QUANTILES: 'nanoseconds, by quantile (JSON)',
  ST_QUANTILES: 'values by quantile (JSON)',
  ST_TIME_NS: 'nanoseconds since 1970',
};
const SHORT_UNITS: Readonly<Partial<Record<SemanticType, string>>> = {
  ST_BYTES: 'bytes',
  ST_DURATION_NS: 'ns',
  ST_PERCENT: 'fraction',
  ST_THROUGHPUT_PER_NS: 'per ns',
  ST_THROUGHPUT_BYTES_PER_NS: 'bytes/ns',
  ST_DURATION_NS_QUANTILES: 'ns',
  ST_TIME_NS: 'ns',
};

/** What one of its values counts; undefined for texts and bare numbers. */
export const unitText = ({ dataType, semanticType }: Typed): string | undefined =>
  UNITS[semanticType] ?? (dataType === 'TIME64NS' ? UNITS.ST_TIME_NS : undefined);
export const shortUnit = ({ semanticType }: Typed): string | undefined => SHORT_UNITS[semanticType];

const MAX_COLUMNS_SHOWN = 60;

/** A Markdown table of columns; those of `added` are marked. */
export function relationText(relation: Relation, added?: ReadonlySet<string>): string {
  const rows = relation.slice(0, MAX_COLUMNS_SHOWN).map((column) => {
    const mark = added?.has(column.name) === true ? ' **new**' : '';
    const notes = [unitText(column), column.description].flatMap((note) => note ?? []);
    return `| ${codeCell(column.name)}${mark} | ${plain(typeText(column))} | ${plain(notes.join('; '))} |`;
  });
  const more = relation.length - MAX_COLUMNS_SHOWN;
  const rest = more > 0 ? [`\n… and ${String(more)} more columns`] : [];
  return ['| column | type | |', '| --- | --- | --- |', ...rows, ...rest].join('\n');
}
