/** Free places on the Live UI's grid. */
import { GRID_COLUMNS, rectangleOf, type Rectangle } from './checkLayout.ts';
import type { Vis } from './vis.ts';

const HEIGHT = 3;

/** Beside the last widget where half a row is free there, else a row of its own below all. */
export function freePlace({ widgets }: Vis): Rectangle {
  const taken = widgets.flatMap(({ position }) =>
    position === undefined ? [] : [rectangleOf(position)],
  );
  const last = taken.at(-1);
  const beside =
    last === undefined
      ? undefined
      : { x: last.x + last.w, y: last.y, w: GRID_COLUMNS - last.x - last.w, h: last.h };
  const isFree = (place: Rectangle) =>
    taken.every(
      (one) =>
        one.x + one.w <= place.x ||
        place.x + place.w <= one.x ||
        one.y + one.h <= place.y ||
        place.y + place.h <= one.y,
    );
  if (beside !== undefined && beside.w >= GRID_COLUMNS / 2 && isFree(beside)) return beside;
  const below = Math.max(0, ...taken.map(({ y, h }) => y + h));
  return { x: 0, y: below, w: GRID_COLUMNS, h: HEIGHT };
}
