/**
 * Selected cells of a grid: painted on the cells that exist, moved by keys and the mouse. The grid's
 * own selection keeps an entry per selected cell, which a million rows do not allow.
 */
import type { SlickGrid } from 'slickgrid';
import type { RowRef } from './columns.ts';
import {
  clampSelection,
  contains,
  moveSelection,
  rectangleOf,
  type Bounds,
  type Key,
  type Place,
  type Rectangle,
  type Selection,
} from './selection.ts';

const SCROLL_EVERY_MS = 40;
/** Row 1 is the header. */
const FIRST_ARIA_ROW = 2;

export class CellSelection {
  private selection: Selection | undefined;
  private drag: AbortController | undefined;

  constructor(
    private readonly grid: SlickGrid<RowRef>,
    private readonly container: HTMLElement,
    private readonly changed: () => void,
  ) {
    container.addEventListener('mousedown', (event) => {
      this.press(event);
    });
    // Before the menu of that cell opens.
    container.addEventListener('contextmenu', (event) => this.pressSecond(event), true);
    grid.onRendered.subscribe(() => {
      this.paint();
    });
  }

  get head(): Place | undefined {
    return this.selection?.head;
  }

  get rectangle(): Rectangle | undefined {
    return this.selection === undefined ? undefined : rectangleOf(this.selection);
  }

  /** @returns True when the key moved the selection. */
  handleKey(pressed: Key): boolean {
    const moved = moveSelection(this.selection, pressed, this.bounds());
    if (moved === undefined) return false;
    const isAll = pressed.ctrl && pressed.key.toLowerCase() === 'a';
    this.select(moved, !isAll);
    return true;
  }

  select(selection: Selection | undefined, reveal = true): void {
    this.selection = selection;
    if (reveal) this.reveal();
    this.paint();
    this.changed();
  }

  /** Scrolls to the active cell. */
  reveal(): void {
    if (this.selection === undefined) return;
    const { row, cell } = this.selection.head;
    this.grid.scrollRowIntoView(row, false);
    this.grid.scrollCellIntoView(row, cell, false);
  }

  /** Rows have come or gone. */
  clamp(): void {
    if (this.selection === undefined) return;
    const clamped = clampSelection(this.selection, this.bounds());
    if (clamped !== this.selection) this.selection = clamped;
    this.paint();
  }

  dispose(): void {
    this.drag?.abort();
  }

  private bounds(): Bounds {
    return {
      rows: this.grid.getDataLength(),
      cells: this.grid.getColumns().length,
      pageRows: Math.max(1, this.grid.getViewportRowCount() - 1),
    };
  }

  private placeOf(target: EventTarget | null): Place | undefined {
    const cell = target instanceof Element ? target.closest<HTMLElement>('.slick-cell') : null;
    const row = cell?.closest<HTMLElement>('.slick-row')?.dataset['row'];
    const column = cell?.getAttribute('aria-colindex');
    if (row === undefined || column === undefined || column === null) return undefined;
    return { row: Number(row), cell: Number(column) - 1 };
  }

  private press(event: MouseEvent): void {
    const place = this.placeOf(event.target);
    if (place === undefined) return;
    // The focus stays with the grid: a cell goes when it is scrolled away.
    event.preventDefault();
    this.container.focus({ preventScroll: true });
    if (event.button !== 0) return;
    const anchor = event.shiftKey ? (this.selection?.anchor ?? place) : place;
    this.select({ anchor, head: place }, false);
    this.startDrag();
  }

  private pressSecond({ target }: MouseEvent): void {
    const place = this.placeOf(target);
    if (place === undefined) return;
    const inside = this.selection !== undefined && contains(rectangleOf(this.selection), place);
    if (!inside) this.select({ anchor: place, head: place });
  }

  private startDrag(): void {
    this.drag?.abort();
    const drag = new AbortController();
    this.drag = drag;
    const { signal } = drag;
    let pointer: MouseEvent | undefined;
    const timer = window.setInterval(() => {
      if (pointer !== undefined) this.dragOutside(pointer);
    }, SCROLL_EVERY_MS);
    signal.addEventListener('abort', () => {
      window.clearInterval(timer);
    });
    const follow = (event: MouseEvent) => {
      if (event.buttons === 0) return drag.abort();
      pointer = event;
      const place = this.placeOf(document.elementFromPoint(event.clientX, event.clientY));
      if (place !== undefined && this.container.contains(event.target as Node)) {
        this.extendTo(place);
      }
    };
    window.addEventListener('mousemove', follow, { signal });
    window.addEventListener('mouseup', () => drag.abort(), { signal });
  }

  /** Beyond an edge the selection grows, and the grid scrolls, for as long as the button is held. */
  private dragOutside({ clientX, clientY }: MouseEvent): void {
    const viewport = this.container.querySelector('.slick-viewport-top.slick-viewport-left');
    if (viewport === null || this.selection === undefined) return;
    const { left, right, top, bottom } = viewport.getBoundingClientRect();
    const down = clientY > bottom ? 1 : clientY < top ? -1 : 0;
    const across = clientX > right ? 1 : clientX < left ? -1 : 0;
    if (down === 0 && across === 0) return;
    const { row, cell } = this.selection.head;
    this.extendTo({ row: row + down, cell: cell + across }, true);
  }

  private extendTo(head: Place, reveal = false): void {
    if (this.selection === undefined) return;
    const next = clampSelection({ anchor: this.selection.anchor, head }, this.bounds());
    const old = this.selection.head;
    if (next === undefined || (next.head.row === old.row && next.head.cell === old.cell)) return;
    this.select(next, reveal);
  }

  /** Marks the cells that are on the page, and numbers their rows for assistive technology. */
  private paint(): void {
    const { selection, container } = this;
    const rectangle = selection === undefined ? undefined : rectangleOf(selection);
    const activeId = `${this.grid.getUID()}-active`;
    let active: Element | undefined;
    for (const row of container.querySelectorAll<HTMLElement>('.slick-row')) {
      const place = Number(row.dataset['row']);
      row.setAttribute('aria-rowindex', String(place + FIRST_ARIA_ROW));
      for (const node of row.children) {
        const at = { row: place, cell: Number(node.getAttribute('aria-colindex')) - 1 };
        const isSelected = rectangle !== undefined && contains(rectangle, at);
        const isActive = selection?.head.row === at.row && selection.head.cell === at.cell;
        if (isSelected) node.setAttribute('aria-selected', 'true');
        else node.removeAttribute('aria-selected');
        node.classList.toggle('active', isActive);
        if (isActive) active = node;
        else if (node.id === activeId) node.removeAttribute('id');
      }
    }
    if (active === undefined) {
      container.removeAttribute('aria-activedescendant');
    } else {
      active.id = activeId;
      container.setAttribute('aria-activedescendant', activeId);
    }
  }
}
