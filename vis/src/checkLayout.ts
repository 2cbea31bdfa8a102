/**
 * Places of widgets on the Live UI's grid.
 *
 * @see pixie-io/pixie src/ui/src/containers/live/layout.ts
 */
import { member, spanOf, type JsonNode } from './json.ts';
import type { Vis } from './vis.ts';
import { doubt, remark, type VisProblem } from './visProblem.ts';

export const GRID_COLUMNS = 12;
const MIN_CELLS = 2;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Numbers that are not written are 0, as the Live UI takes them. */
export function rectangleOf(position: JsonNode): Rectangle {
  const number = (name: string): number => {
    const value: unknown = member(position, name)?.value;
    return typeof value === 'number' ? value : 0;
  };
  return { x: number('x'), y: number('y'), w: number('w'), h: number('h') };
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

export function checkLayout({ widgets }: Vis): readonly VisProblem[] {
  const placed = widgets.flatMap(({ position, name }, index) =>
    position === undefined
      ? []
      : [
          {
            position,
            rectangle: rectangleOf(position),
            name: name?.text ?? `widget ${String(index + 1)}`,
          },
        ],
  );
  return [
    ...checkMissing(widgets, placed.length),
    ...placed.flatMap(({ position, rectangle }) => checkGrid(position, rectangle)),
    ...placed.flatMap(({ position, rectangle }, index) => {
      const other = placed.slice(0, index).find((one) => overlap(one.rectangle, rectangle));
      if (other === undefined) return [];
      const message = `The widget covers '${other.name}'; the Live UI moves one of them.`;
      const span = spanOf(other.position);
      const related = [{ message: `'${other.name}' is here.`, span, file: 'vis' as const }];
      return [doubt('overlap', message, spanOf(position), { related })];
    }),
  ];
}

function checkMissing(widgets: Vis['widgets'], placed: number): readonly VisProblem[] {
  if (placed === 0 || placed === widgets.length) return [];
  const message =
    'A widget without position makes the Live UI place all widgets anew, two in a row.';
  return widgets.flatMap(({ position, node }) =>
    position === undefined
      ? [doubt('missingPosition', message, { start: node.offset, end: node.offset + 1 })]
      : [],
  );
}

function checkGrid(position: JsonNode, { x, y, w, h }: Rectangle): readonly VisProblem[] {
  const at = (name: string) => spanOf(member(position, name) ?? position);
  if (![x, y, w, h].every(Number.isInteger) || x < 0 || y < 0) {
    const message = 'Positions are whole numbers from 0.';
    return [doubt('outsideGrid', message, spanOf(position))];
  }
  if (x + w > GRID_COLUMNS) {
    const message = `The widget ends at column ${String(x + w)}; the grid has ${String(GRID_COLUMNS)}.`;
    return [doubt('outsideGrid', message, at('w'))];
  }
  const small = w < MIN_CELLS ? 'w' : h < MIN_CELLS ? 'h' : undefined;
  if (small === undefined) return [];
  const message = `The Live UI makes widgets at least ${String(MIN_CELLS)} by ${String(MIN_CELLS)}.`;
  return [remark('outsideGrid', message, at(small))];
}
