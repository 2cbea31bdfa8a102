/** Columns moved by dragging their headers. Pointer events, since pages in frames lose native drags. */

export interface HeaderDragOptions {
  readonly container: HTMLElement;
  /** Both are places on screen; the column leaves the first and ends at the second. */
  readonly onMove: (from: number, to: number) => void;
}

/** Less is a click with an unsteady hand. */
const THRESHOLD_PX = 6;

export function dragHeaders({ container, onMove }: HeaderDragOptions): void {
  container.addEventListener('pointerdown', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const header = target?.closest<HTMLElement>('.slick-header-column');
    if (event.button !== 0 || header === null || header === undefined) return;
    if (target?.classList.contains('slick-resizable-handle') === true) return;
    follow(container, { header, startX: event.clientX, onMove });
  });
}

interface Grip {
  readonly header: HTMLElement;
  readonly startX: number;
  readonly onMove: HeaderDragOptions['onMove'];
}

function follow(container: HTMLElement, { header, startX, onMove }: Grip): void {
  const headers = [...container.querySelectorAll<HTMLElement>('.slick-header-column')];
  const from = headers.indexOf(header);
  const drag = new AbortController();
  const { signal } = drag;
  let to: number | undefined;
  const mark = (place: number | undefined) => {
    headers.forEach((one, index) => {
      one.classList.toggle('drop-before', place === index && index < from);
      one.classList.toggle('drop-after', place === index && index > from);
    });
  };
  const end = () => {
    mark(undefined);
    header.classList.remove('dragged');
    drag.abort();
  };
  const isFar = (x: number) => Math.abs(x - startX) >= THRESHOLD_PX;
  window.addEventListener(
    'pointermove',
    ({ clientX, buttons }) => {
      if (buttons === 0) return end();
      if (to === undefined && !isFar(clientX)) return;
      header.classList.add('dragged');
      const over = headers.findIndex((one) => one.getBoundingClientRect().right > clientX);
      to = over < 0 ? headers.length - 1 : over;
      mark(to);
    },
    { signal },
  );
  window.addEventListener('keydown', ({ key }) => key === 'Escape' && end(), { signal });
  window.addEventListener(
    'pointerup',
    () => {
      const place = to;
      end();
      if (place === undefined) return;
      // The click that follows a drag is no wish to sort.
      const swallow = (event: Event) => event.stopPropagation();
      container.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => {
        container.removeEventListener('click', swallow, { capture: true });
      });
      if (place !== from) onMove(from, place);
    },
    { signal },
  );
}
