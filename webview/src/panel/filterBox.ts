/** The field that narrows a table to the rows containing a text. */
import { element, icon } from './dom.ts';

/** Typing settles before rows are looked through. */
const SETTLE_MS = 150;

export interface FilterBoxOptions {
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** Enter or arrow down: to the rows. */
  readonly onLeave: () => void;
}

export class FilterBox {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private timer: number | undefined;

  constructor(private readonly options: FilterBoxOptions) {
    this.input = element('input', {
      type: 'text',
      placeholder: 'Filter rows',
      'aria-label': options.label,
      spellcheck: 'false',
      autocomplete: 'off',
    });
    this.root = element('span', { class: 'filter' }, icon('filter'), this.input);
    this.input.addEventListener('input', () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        this.apply();
      }, SETTLE_MS);
    });
    this.input.addEventListener('keydown', (event) => {
      this.handleKey(event);
    });
  }

  set(text: string): void {
    this.input.value = text;
    this.apply();
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  dispose(): void {
    window.clearTimeout(this.timer);
  }

  private apply(): void {
    window.clearTimeout(this.timer);
    this.root.classList.toggle('filled', this.input.value !== '');
    this.options.onChange(this.input.value);
  }

  private handleKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.input.value !== '') this.set('');
    else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape') {
      this.apply();
      this.options.onLeave();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
