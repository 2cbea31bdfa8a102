/** The pane beside the tables: one cell in full, and its row. */
import type { Column } from '#language';
import {
  countText,
  cut,
  exactText,
  formatOf,
  prettyJson,
  typeText,
  visible,
  visibleLines,
} from '#rows';
import type { StoredCell, TableStore } from '../store/tableStore.ts';
import { button, element, iconButton } from './dom.ts';

export interface DetailsCell {
  readonly store: TableStore;
  readonly tableName: string;
  /** Number of the row in the store. */
  readonly row: number;
  readonly column: number;
}

export interface DetailsOptions {
  readonly copy: (text: string) => void;
  /** Called when the pane has closed. */
  readonly onClose: () => void;
}

/** Longer texts are shown in part until asked for: a page cannot lay out megabytes quickly. */
const MAX_TEXT_CHARS = 50_000;
const MAX_FIELD_CHARS = 300;

export class Details {
  readonly root = element('aside', { class: 'details', 'aria-label': 'Cell details' });
  private readonly heading = element('h2', { tabindex: '-1' });
  private readonly type = element('span', { class: 'type' });
  private readonly body = element('div', { class: 'details-body', tabindex: '0' });
  private readonly copyButton = iconButton('copy', 'Copy the exact value', () => {
    if (this.shown !== undefined) this.options.copy(valueOf(this.shown));
  });
  private shown: DetailsCell | undefined;

  constructor(private readonly options: DetailsOptions) {
    this.root.hidden = true;
    this.body.setAttribute('role', 'region');
    this.body.setAttribute('aria-label', 'Value and row');
    const close = iconButton('close', 'Close (Escape)', () => {
      this.close();
    });
    const title = element('div', { class: 'details-title' }, this.heading, this.type);
    this.root.append(element('header', {}, title, this.copyButton, close), this.body);
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** Where the value of another cell of the same row is chosen from the keyboard. */
  focus(): void {
    this.body.focus();
  }

  show(cell: DetailsCell): void {
    const { store, row, column, tableName } = cell;
    const info = store.relation[column];
    if (info === undefined) return;
    this.shown = cell;
    const stored = store.cell(row, column);
    this.heading.textContent = visible(info.name);
    this.type.textContent = typeText(info);
    this.body.replaceChildren(
      ...valueNodes(stored, info),
      element('h3', {}, `Row ${countText(row + 1)} of ${visible(tableName)}`),
      rowList(store, row, column),
    );
    this.body.scrollTop = 0;
    this.root.hidden = false;
  }

  close(): void {
    if (this.root.hidden) return;
    this.hide();
    this.options.onClose();
  }

  /** Closes without giving the focus back: what was shown is gone. */
  hide(): void {
    this.root.hidden = true;
    this.shown = undefined;
    this.body.replaceChildren();
  }
}

function valueOf({ store, row, column }: DetailsCell): string {
  const info = store.relation[column];
  return info === undefined ? '' : exactText(store.cell(row, column).value, info);
}

function valueNodes({ value, isUtf8 }: StoredCell, column: Column): Node[] {
  const { text, tone, lines } = formatOf(column)(value);
  const nodes: Node[] = [];
  if (column.description !== undefined && column.description !== '') {
    nodes.push(element('p', { class: 'description' }, visible(column.description)));
  }
  if (!isUtf8) {
    const note = 'Not valid UTF-8. Bytes that are no text stand as \\xNN.';
    nodes.push(element('p', { class: 'note' }, note));
  }
  if (typeof value !== 'string' || column.dataType === 'UINT128') {
    const toneClass = tone === 'none' ? 'value' : `value ${tone}`;
    const rest = lines.map((line) => element('div', { class: 'line' }, line));
    return [...nodes, element('div', { class: toneClass }, text), ...rest];
  }
  if (value === '') return [...nodes, element('p', { class: 'description' }, 'Empty text.')];
  const pretty = prettyJson(value);
  if (column.semanticType.endsWith('QUANTILES') && lines.length > 0) {
    nodes.push(...lines.map((line) => element('div', { class: 'line' }, line)));
  }
  const size = `${countText(value.length)} characters${pretty === undefined ? '' : ', JSON'}`;
  return [...nodes, textBlock(pretty ?? value), element('p', { class: 'description' }, size)];
}

function textBlock(text: string): HTMLElement {
  const block = element('pre', { dir: 'auto' }, visibleLines(cut(text, MAX_TEXT_CHARS)));
  if (text.length <= MAX_TEXT_CHARS) return block;
  const all = button(`Show all ${countText(text.length)} characters`, 'link', () => {
    block.textContent = visibleLines(text);
    all.remove();
  });
  return element('div', {}, block, all);
}

function rowList(store: TableStore, row: number, current: number): HTMLElement {
  const list = element('dl', { class: 'row-list' });
  store.relation.forEach((column, index) => {
    const { value } = store.cell(row, index);
    const { text, tone } = formatOf(column)(value);
    const attributes = {
      class: [tone === 'none' ? '' : tone, index === current ? 'current' : ''].join(' ').trim(),
    };
    list.append(
      element('dt', { title: typeText(column) }, visible(column.name)),
      element('dd', attributes, text === '' ? '—' : cut(text, MAX_FIELD_CHARS)),
    );
  });
  return list;
}
