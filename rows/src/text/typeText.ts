/** Types of columns in words. */
import type { Column } from '#language';

/** `INT64, duration ns` */
export function typeText({ dataType, semanticType }: Column): string {
  const meaning = semanticType.replace(/^ST_/, '').toLowerCase().replaceAll('_', ' ');
  return meaning === 'none' || meaning === 'unspecified' ? dataType : `${dataType}, ${meaning}`;
}

/** What a hover over a header says. */
export const headerText = (column: Column): string =>
  [`${column.name}: ${typeText(column)}`, column.description ?? '']
    .filter((line) => line !== '')
    .join('\n');
