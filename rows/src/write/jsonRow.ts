/**
 * Rows as JSON text in which a column has one type in all rows and no digit is lost.
 *
 * INT64 is a number with all its digits, or text for readers that hold numbers in doubles; FLOAT64 a
 * number, -0 included; TIME64NS text as RFC 3339 with nine digits; UINT128 and STRING text. JSON has
 * no NaN and no infinities, so these stand as the texts "NaN", "Infinity" and "-Infinity", as in the
 * JSON form of protobuf.
 */
import type { Column, Relation } from '#language';
import type { Cell } from '../cells/cells.ts';
import { timeText } from '../text/time.ts';
import { uniqueNames } from './uniqueNames.ts';

export type Int64Form = 'number' | 'text';

/** Not escaped by JSON.stringify, and able to control a terminal or to reorder what it shows. */
const HIDDEN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A JSON string in which nothing hides. */
export const jsonText = (text: string): string =>
  JSON.stringify(text).replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** @returns JSON text. */
function jsonCell(cell: Cell, { dataType }: Column, int64: Int64Form): string {
  if (typeof cell === 'string') return jsonText(cell);
  if (typeof cell === 'boolean') return String(cell);
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) return jsonText(String(cell));
    return Object.is(cell, -0) ? '-0' : String(cell);
  }
  if (dataType === 'TIME64NS') return jsonText(timeText(cell));
  return int64 === 'text' ? jsonText(String(cell)) : String(cell);
}

/**
 * Makes the objects of a table's rows; columns with equal names are told apart.
 *
 * @param lead Members before those of the columns, such as a table's name.
 */
export function jsonRows(
  relation: Relation,
  int64: Int64Form,
  lead: Readonly<Record<string, string>> = {},
): (cells: readonly Cell[]) => string {
  const leading = Object.entries(lead).map(([name, text]) => `${jsonText(name)}:${jsonText(text)}`);
  const names = uniqueNames(
    relation.map(({ name }) => name),
    Object.keys(lead),
  ).map(jsonText);
  return (cells) => {
    const members = relation.flatMap((column, at) => {
      const cell = cells[at];
      return cell === undefined ? [] : [`${names[at] ?? ''}:${jsonCell(cell, column, int64)}`];
    });
    return `{${[...leading, ...members].join(',')}}`;
  };
}
