/** Headers for the keyboard: one of them takes the focus, arrows move it, Enter sorts. */
import type { SlickGrid } from 'slickgrid';
import type { RowRef } from './columns.ts';

export interface HeaderActions {
  /** Place of the column on screen. */
  readonly sort: (cell: number) => void;
  readonly move: (cell: number, step: -1 | 1) => void;
  readonly resize: (cell: number, stepPx: number) => void;
  readonly enterCells: (cell: number) => void;
}

const RESIZE_STEP_PX = 16;

/** Whether an event is a header's, though it's listened to on the grid. */
export const isHeader = (target: EventTarget | null): boolean =>
  target instanceof Element && target.classList.contains('slick-header-column');

export class HeaderKeys {
  private current = 0;

  constructor(
    private readonly grid: SlickGrid<RowRef>,
    private readonly container: HTMLElement,
    private readonly actions: HeaderActions,
  ) {
    container.addEventListener('keydown', (event) => {
      if (!isHeader(event.target) || !this.handle(event)) return;
      event.preventDefault();
      // Only what is handled stops here, because VS Code's own keys must reach the window.
      event.stopPropagation();
    });
    this.refresh();
  }

  /** To be called after headers were made anew. */
  refresh(): void {
    const headers = this.headers();
    this.current = Math.max(0, Math.min(this.current, headers.length - 1));
    headers.forEach((header, cell) => {
      header.tabIndex = cell === this.current ? 0 : -1;
      header.onfocus = () => {
        this.current = cell;
        this.refreshTabs();
      };
    });
  }

  focus(cell: number): void {
    this.current = cell;
    this.refreshTabs();
    this.grid.scrollColumnIntoView(cell);
    this.headers()[cell]?.focus({ preventScroll: true });
  }

  private refreshTabs(): void {
    this.headers().forEach((header, cell) => {
      header.tabIndex = cell === this.current ? 0 : -1;
    });
  }

  private headers(): HTMLElement[] {
    return [...this.container.querySelectorAll<HTMLElement>('.slick-header-column')];
  }

  private handle({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    // Ctrl+Enter runs the script again.
    if (ctrlKey || metaKey) return false;
    const { current, actions } = this;
    const last = this.headers().length - 1;
    const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : undefined;
    if (step !== undefined && altKey) {
      const to = current + step;
      if (to >= 0 && to <= last) {
        actions.move(current, step);
        this.focus(to);
      }
      return true;
    }
    if (step !== undefined && shiftKey) {
      actions.resize(current, step * RESIZE_STEP_PX);
      this.focus(current);
      return true;
    }
    if (step !== undefined) {
      this.focus(Math.max(0, Math.min(last, current + step)));
      return true;
    }
    switch (key) {
      case 'Home':
        this.focus(0);
        return true;
      case 'End':
        this.focus(last);
        return true;
      case 'Enter':
      case ' ':
        actions.sort(current);
        this.focus(current);
        return true;
      case 'ArrowDown':
        actions.enterCells(current);
        return true;
      default:
        return false;
    }
  }
}
