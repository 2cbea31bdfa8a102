/** The whole panel: what is being run, how it goes, and its tables. */
import type { FromPanel, PanelStats, RunHeader, RunOutcome, ToPanel } from '#protocol/panel';
import { bytesText, durationText } from '../format/units.ts';
import { button, element } from './dom.ts';
import { TableSection } from './tableSection.ts';

type PanelState = 'idle' | 'running' | RunOutcome['kind'] | 'restored';

export interface PanelOptions {
  readonly root: HTMLElement;
  readonly nonce: string;
  readonly send: (message: FromPanel) => void;
}

const CLOCK_MS = 100;

export class Panel {
  private run: RunHeader | undefined;
  private sections = new Map<string, TableSection>();
  private readonly title = element('h1', {});
  private readonly badge = element('span', { class: 'badge' }, 'simulated data');
  private readonly status = element('span', { class: 'status', role: 'status' });
  private readonly stats = element('span', { class: 'stats' });
  private readonly cancelButton = button('Cancel', 'cancel', () => {
    if (this.run !== undefined) this.options.send({ type: 'cancel', runId: this.run.runId });
  });
  private readonly rerunButton = button('Run again', 'rerun', () => {
    this.options.send({ type: 'rerun' });
  });
  private readonly message = element('div', { class: 'message' });
  private readonly tables = element('main', {});
  private clock: number | undefined;

  constructor(private readonly options: PanelOptions) {
    const bar = element(
      'header',
      { class: 'bar' },
      ...[this.title, this.badge, this.status, this.stats],
      element('span', { class: 'actions' }, this.cancelButton, this.rerunButton),
    );
    options.root.append(bar, this.message, this.tables);
    this.setState('idle');
    this.say('Run a PxL script to see its tables here.');
    new ResizeObserver(() => {
      this.layout();
    }).observe(this.tables);
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'runStarted':
        this.start(message.run);
        return;
      case 'restored':
        this.restore(message.run);
        return;
      case 'table':
        if (this.isCurrent(message.runId)) this.addTable(message.table);
        return;
      case 'batch': {
        const { runId, seq, tableId, rowCount, columns, eos } = message;
        if (!this.isCurrent(runId)) return;
        this.sections.get(tableId)?.append(rowCount, columns, eos);
        if (seq <= 2 || eos) this.layout();
        this.options.send({ type: 'ack', runId, seq });
        return;
      }
      case 'stats':
        if (this.isCurrent(message.runId)) this.showStats(message.stats);
        return;
      case 'runEnded':
        if (this.isCurrent(message.runId)) this.end(message.outcome);
    }
  }

  private isCurrent(runId: number): boolean {
    return this.run?.runId === runId;
  }

  private clear(run: RunHeader | undefined): void {
    this.run = run;
    for (const section of this.sections.values()) section.dispose();
    this.sections = new Map();
    this.tables.replaceChildren();
    this.message.replaceChildren();
    this.stats.textContent = '';
    const functions = run?.functions.length === 1 ? ` · ${run.functions[0] ?? ''}` : '';
    this.title.textContent = run === undefined ? 'Results' : `${run.title}${functions}`;
    this.title.title = run === undefined ? '' : run.scriptUri;
    this.badge.hidden = run?.simulated !== true;
  }

  private start(run: RunHeader): void {
    this.clear(run);
    this.setState('running');
    const tick = () => {
      const seconds = Math.max(0, Date.now() - run.startedAtMs) / 1000;
      this.status.textContent = `Running on ${run.clusterName} · ${seconds.toFixed(1)} s`;
    };
    tick();
    window.clearInterval(this.clock);
    this.clock = window.setInterval(tick, CLOCK_MS);
  }

  private restore(run: RunHeader | undefined): void {
    this.clear(run);
    this.setState(run === undefined ? 'idle' : 'restored');
    this.status.textContent = '';
    this.say(
      run === undefined
        ? 'Run a PxL script to see its tables here.'
        : `The window was reloaded, so the rows of the last run on ${run.clusterName} are gone. Run it again to see them.`,
    );
  }

  private addTable(table: ConstructorParameters<typeof TableSection>[0]['table']): void {
    const { nonce, send } = this.options;
    const copy = (text: string) => {
      send({ type: 'copy', text });
    };
    const section = new TableSection({ table, rowLimit: this.run?.rowLimit, nonce, copy });
    this.sections.set(table.id, section);
    this.tables.append(section.root);
    section.attach();
    this.layout();
  }

  private showStats(stats: PanelStats): void {
    const number = (text: string) => Number(text);
    this.stats.textContent = [
      `compiled in ${durationText(number(stats.compileNs))}`,
      `executed in ${durationText(number(stats.executeNs))}`,
      `${number(stats.recordsProcessed).toLocaleString('en')} rows read`,
      bytesText(number(stats.bytesProcessed)),
    ].join(' · ');
  }

  private end(outcome: RunOutcome): void {
    window.clearInterval(this.clock);
    this.setState(outcome.kind);
    const seconds = ((Date.now() - (this.run?.startedAtMs ?? Date.now())) / 1000).toFixed(2);
    const rows = [...this.sections.values()].reduce((sum, one) => sum + one.rowCount, 0);
    const shown = `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
    const where = this.run?.clusterName ?? '';
    const words = {
      done: `✓ ${shown} from ${where} in ${seconds} s`,
      cancelled: `Cancelled after ${seconds} s · ${shown} so far, incomplete`,
      failed: `✗ Failed after ${seconds} s${rows > 0 ? ` · ${shown} so far, incomplete` : ''}`,
    };
    this.status.textContent = words[outcome.kind];
    if (outcome.kind === 'failed') this.showFailure(outcome.error);
    if (outcome.kind === 'done' && this.sections.size === 0) {
      this.say('The script ran and gave no tables. Add px.display(df) to show one.');
    }
    const reason =
      outcome.kind === 'done'
        ? 'No rows: nothing in the time range passes the filters. Try a longer start_time, or look at the filters.'
        : 'No rows arrived before the run ended.';
    for (const section of this.sections.values()) section.end(reason);
    this.layout();
  }

  private showFailure(error: Extract<RunOutcome, { kind: 'failed' }>['error']): void {
    const positions = error.compilerErrors.map(({ line, column, message }) =>
      element(
        'li',
        {},
        button(`${String(line)}:${String(column)}`, 'position', () => {
          this.options.send({ type: 'showPosition', line, column });
        }),
        ` ${message}`,
      ),
    );
    const what =
      positions.length > 0 ? element('ul', {}, ...positions) : element('p', {}, error.message);
    const next = element('p', { class: 'next' }, error.nextStep);
    this.message.replaceChildren(element('div', { class: 'failure', role: 'alert' }, what, next));
  }

  private say(text: string): void {
    this.message.replaceChildren(element('p', { class: 'empty' }, text));
  }

  private setState(state: PanelState): void {
    this.options.root.dataset['state'] = state;
    this.cancelButton.hidden = state !== 'running';
    this.rerunButton.hidden = state === 'running' || state === 'idle';
  }

  private layout(): void {
    const alone = this.sections.size === 1;
    for (const section of this.sections.values()) section.layout(alone);
  }
}
