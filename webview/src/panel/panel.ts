/** The whole panel: what is being run, how it goes, and its tables. */
import type { TableMetadata } from '#protocol/batch';
import type { FromPanel, RunHeader, RunId, RunOutcome, ToPanel } from '#protocol/panel';
import type { MutationState } from '#protocol/run';
import { visible } from '#rows';
import { Details, type DetailsCell } from './details.ts';
import { element } from './dom.ts';
import { gridHeights } from './layout.ts';
import { emptyMessage, failureMessage, mutationMessage, noticeMessage } from './messages.ts';
import { RunBar, type PanelState } from './runBar.ts';
import {
  IDLE_TEXT,
  NO_ANSWER_TEXT,
  NO_TABLES_TEXT,
  restoredText,
  type RunProgress,
} from './runText.ts';
import { TableSection } from './tableSection.ts';

export interface PanelOptions {
  readonly root: HTMLElement;
  readonly nonce: string;
  readonly send: (message: FromPanel) => void;
}

const TOAST_MS = 2_500;

export class Panel {
  private run: RunHeader | undefined;
  private sections = new Map<string, TableSection>();
  private readonly bar: RunBar;
  private readonly progress = element('div', { class: 'progress', 'aria-hidden': 'true' });
  private readonly message = element('div', { class: 'message' });
  private readonly tables = element('main', {});
  private readonly toast = element('div', { class: 'toast', role: 'status' });
  private readonly details: Details;
  private toastTimer: number | undefined;
  private layoutFrame = 0;

  constructor(private readonly options: PanelOptions) {
    const { root, send } = options;
    this.bar = new RunBar({
      onCancel: () => {
        if (this.run !== undefined) send({ type: 'cancel', runId: this.run.runId });
      },
      onRerun: () => {
        send({ type: 'rerun' });
      },
    });
    this.details = new Details({
      copy: (text) => {
        this.copy(text);
        this.announce('Copied the value.');
      },
      onClose: () => {
        this.layoutSoon();
        this.openedFrom?.focusRows();
      },
    });
    const body = element('div', { class: 'body' }, this.tables, this.details.root);
    root.append(this.bar.root, this.progress, this.message, body, this.toast);
    this.setState('idle');
    this.bar.setRun(undefined);
    this.message.replaceChildren(emptyMessage(IDLE_TEXT));
    new ResizeObserver(() => {
      this.layoutSoon();
    }).observe(this.tables);
  }

  /** What the run waits for, until something arrives. */
  private waitsFor = '';
  private mutations: HTMLElement | undefined;
  /** The section whose cell the details show. */
  private openedFrom: TableSection | undefined;

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'runStarted':
        return this.start(message.run);
      case 'restored':
        return this.restore(message.run);
      case 'table':
        if (this.isCurrent(message.runId)) this.addTable(message.table);
        return;
      case 'batch':
        return this.addBatch(message);
      case 'progress':
        if (this.isCurrent(message.runId)) this.waitsFor = visible(message.message);
        return;
      case 'mutation':
        if (this.isCurrent(message.runId)) this.showMutations(message.states);
        return;
      case 'stats':
        if (this.isCurrent(message.runId)) this.bar.showStats(message.stats);
        return;
      case 'runEnded':
        if (this.isCurrent(message.runId)) this.end(message.outcome);
    }
  }

  /** A message that is not understood is shown, not thrown: the rows that are here stay. */
  reportUnknown(reason: string): void {
    console.warn(`PxL results: ${reason} was left out.`);
    this.notice(
      `The panel received ${reason} and left it out. Reload the window if this persists.`,
    );
  }

  restore(run: RunHeader | undefined): void {
    this.clear(run);
    this.setState(run === undefined ? 'idle' : 'restored');
    const text = run === undefined ? IDLE_TEXT : restoredText(run);
    this.message.replaceChildren(emptyMessage(text));
  }

  private showMutations(states: readonly MutationState[]): void {
    this.waitsFor = '';
    this.mutations?.remove();
    this.mutations = mutationMessage(states);
    this.message.prepend(this.mutations);
  }

  private isCurrent(runId: RunId): boolean {
    return this.run?.runId === runId;
  }

  private clear(run: RunHeader | undefined): void {
    this.run = run;
    for (const section of this.sections.values()) section.dispose();
    this.sections = new Map();
    this.openedFrom = undefined;
    this.details.hide();
    this.tables.replaceChildren();
    this.message.replaceChildren();
    this.mutations = undefined;
    this.waitsFor = '';
    this.bar.setRun(run);
  }

  private start(run: RunHeader): void {
    this.clear(run);
    this.setState('running');
    this.bar.follow(() => this.progressOf(run));
  }

  private progressOf({ clusterName, startedAtMs }: RunHeader): RunProgress {
    const rows = [...this.sections.values()].reduce((sum, { rowCount }) => sum + rowCount, 0);
    const elapsedMs = Date.now() - startedAtMs;
    return { clusterName: visible(clusterName), rows, elapsedMs, waitsFor: this.waitsFor };
  }

  private addTable(table: TableMetadata): void {
    this.waitsFor = '';
    if (this.sections.has(table.id)) return this.reportUnknown('a table that was there already');
    const { nonce, send } = this.options;
    const section = new TableSection({
      table,
      rowLimit: this.run?.rowLimit,
      nonce,
      copy: (text) => {
        this.copy(text);
      },
      saveCsv: (csv) => {
        send({ type: 'saveCsv', tableName: table.name, csv });
      },
      announce: (text) => {
        this.announce(text);
      },
      onToggle: () => {
        this.layout();
      },
      onCell: (cell, isAsked) => {
        this.showCell(section, cell, isAsked);
      },
    });
    this.sections.set(table.id, section);
    this.tables.append(section.root);
    this.layout();
    section.attach();
    this.layout();
  }

  private addBatch(message: Extract<ToPanel, { type: 'batch' }>): void {
    const { runId, seq, tableId, rowCount, columns, eos } = message;
    if (!this.isCurrent(runId)) return;
    const section = this.sections.get(tableId);
    if (section === undefined) {
      this.reportUnknown('rows of a table that was not announced');
    } else {
      const problem = section.append(rowCount, columns, eos);
      if (problem !== undefined) this.reportUnknown(`a batch that cannot be read (${problem})`);
    }
    this.options.send({ type: 'ack', runId, seq });
    if (this.sections.size > 1) this.layoutSoon();
  }

  private end(outcome: RunOutcome): void {
    if (this.run === undefined) return;
    this.setState(outcome.kind);
    this.bar.showOutcome(outcome, this.progressOf(this.run));
    if (outcome.kind === 'failed') {
      const { send } = this.options;
      this.message.append(
        failureMessage(outcome.error, {
          showPosition: (line, column) => {
            send({ type: 'showPosition', line, column });
          },
          selectCluster: () => {
            send({ type: 'selectCluster' });
          },
        }),
      );
    }
    const isEmpty = this.sections.size === 0 && this.mutations === undefined;
    if (outcome.kind === 'done' && isEmpty) {
      const isAnswered = outcome.incompleteTables === undefined;
      this.message.append(emptyMessage(isAnswered ? NO_TABLES_TEXT : NO_ANSWER_TEXT));
    }
    for (const section of this.sections.values()) section.end(outcome);
    this.layout();
  }

  private showCell(section: TableSection, cell: DetailsCell, isAsked: boolean): void {
    if (!isAsked && !this.details.isOpen) return;
    this.openedFrom = section;
    const wasOpen = this.details.isOpen;
    this.details.show(cell);
    if (wasOpen && isAsked) this.details.focus();
    if (wasOpen) return;
    this.layout();
    section.revealCell();
  }

  private copy(text: string): void {
    this.options.send({ type: 'copy', text });
  }

  /** Says for a moment what has happened. */
  private announce(text: string): void {
    this.toast.textContent = text;
    this.toast.classList.add('visible');
    window.clearTimeout(this.toastTimer);
    this.toastTimer = window.setTimeout(() => {
      this.toast.classList.remove('visible');
      this.toast.textContent = '';
    }, TOAST_MS);
  }

  private notice(text: string): void {
    for (const old of this.message.querySelectorAll('.notice')) old.remove();
    this.message.append(noticeMessage(text));
  }

  private setState(state: PanelState): void {
    this.options.root.dataset['state'] = state;
    this.bar.setState(state);
  }

  private layoutSoon(): void {
    if (this.layoutFrame !== 0) return;
    this.layoutFrame = requestAnimationFrame(() => {
      this.layoutFrame = 0;
      this.layout();
    });
  }

  private layout(): void {
    const sections = [...this.sections.values()];
    const heights = gridHeights(
      sections.map((section) => section.heights),
      this.tables.clientHeight,
    );
    sections.forEach((section, index) => {
      section.setGridHeight(heights[index] ?? 0);
    });
  }
}
