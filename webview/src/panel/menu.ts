/** A menu that opens at a point: arrows move, Enter chooses, Escape closes. */
import { element } from './dom.ts';

export interface MenuItem {
  readonly label: string;
  /** Shown beside the label. */
  readonly key?: string;
  readonly run: () => void;
}

export const SEPARATOR = 'separator';
export type MenuEntry = MenuItem | typeof SEPARATOR;

export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

/** @param onClose Called after the menu is gone; the place to give the focus back. */
export function openMenu(
  entries: readonly MenuEntry[],
  { x, y }: MenuPoint,
  onClose: () => void,
): void {
  const menu = element('div', { role: 'menu', class: 'menu', 'aria-label': 'Table actions' });
  const open = new AbortController();
  const { signal } = open;
  const close = () => {
    if (signal.aborted) return;
    open.abort();
    menu.remove();
    onClose();
  };
  const items = entries.flatMap((entry) => {
    const node = entry === SEPARATOR ? element('hr', { role: 'separator' }) : itemOf(entry, close);
    menu.append(node);
    return node instanceof HTMLButtonElement ? [node] : [];
  });
  const focusAt = (index: number) => items.at(index % items.length)?.focus();
  menu.addEventListener('keydown', (event) => {
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) focusAt(to);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const closeOutside = (event: Event) => {
    if (!(event.target instanceof Node && menu.contains(event.target))) close();
  };
  window.addEventListener('mousedown', closeOutside, { signal, capture: true });
  window.addEventListener('wheel', closeOutside, { signal, capture: true, passive: true });
  window.addEventListener('blur', close, { signal });
  window.addEventListener('resize', close, { signal });
  document.body.append(menu);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(2, Math.min(x, window.innerWidth - width - 2))}px`;
  menu.style.top = `${Math.max(2, Math.min(y, window.innerHeight - height - 2))}px`;
  focusAt(0);
}

function itemOf({ label, key, run }: MenuItem, close: () => void): HTMLButtonElement {
  const item = element(
    'button',
    { type: 'button', role: 'menuitem', tabindex: '-1' },
    element('span', {}, label),
    element('span', { class: 'key' }, key ?? ''),
  );
  item.addEventListener('click', () => {
    close();
    run();
  });
  return item;
}
