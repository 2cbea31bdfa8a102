/** The line above the tables: what is run, where, how it goes, and what can be done about it. */
import type { PanelStats, RunHeader, RunOutcome } from '#protocol/panel';
import { visible } from '#rows';
import { button, element, icon, type IconName } from './dom.ts';
import { functionsText, outcomeText, runningText, statsText, type RunProgress } from './runText.ts';

export type PanelState = 'idle' | 'running' | RunOutcome['kind'] | 'restored';

export interface RunBarOptions {
  readonly onCancel: () => void;
  readonly onRerun: () => void;
}

const CLOCK_MS = 100;
const ICON_OF: { readonly [K in PanelState]?: IconName } = {
  running: 'running',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
  restored: 'restored',
};

export class RunBar {
  readonly root: HTMLElement;
  private readonly title = element('h1', {});
  private readonly functions = element('span', { class: 'functions' });
  private readonly badge = element(
    'span',
    { class: 'badge', title: 'The rows come from a simulated system, not from a real cluster.' },
    'simulated data',
  );
  private readonly state = element('span', { class: 'state-icon' });
  private readonly status = element('span', { class: 'status' });
  /** Said aloud: changes of state, not every tick of the clock. */
  private readonly spoken = element('span', { class: 'spoken', role: 'status' });
  private readonly stats = element('span', { class: 'stats' });
  private readonly cancelButton: HTMLButtonElement;
  private readonly rerunButton: HTMLButtonElement;
  private clock: number | undefined;

  constructor({ onCancel, onRerun }: RunBarOptions) {
    this.cancelButton = button('Cancel', 'cancel', () => {
      this.cancelButton.disabled = true;
      this.cancelButton.textContent = 'Cancelling…';
      onCancel();
    });
    this.rerunButton = button('Run Again', 'rerun', onRerun);
    const name = element('div', { class: 'run-name' }, this.title, this.functions, this.badge);
    const how = element('div', { class: 'run-state' }, this.state, this.status, this.stats);
    const actions = element('div', { class: 'actions' }, this.cancelButton, this.rerunButton);
    this.root = element('header', { class: 'bar' }, name, how, actions, this.spoken);
  }

  setRun(run: RunHeader | undefined): void {
    this.title.textContent = run === undefined ? 'Results' : visible(run.title);
    this.title.title = run?.scriptUri ?? '';
    this.functions.textContent = visible(functionsText(run?.functions ?? []));
    this.functions.title = (run?.functions ?? []).map(visible).join('\n');
    this.badge.hidden = run?.simulated !== true;
    this.stats.textContent = '';
    this.status.textContent = '';
  }

  setState(state: PanelState): void {
    window.clearInterval(this.clock);
    const name = ICON_OF[state];
    this.state.replaceChildren(...(name === undefined ? [] : [icon(name)]));
    this.cancelButton.hidden = state !== 'running';
    this.cancelButton.disabled = false;
    this.cancelButton.textContent = 'Cancel';
    this.rerunButton.hidden = state === 'running' || state === 'idle';
  }

  /** Shows the time that passes until the state changes. */
  follow(progress: () => RunProgress): void {
    const tick = () => {
      this.status.textContent = runningText(progress());
    };
    tick();
    this.clock = window.setInterval(tick, CLOCK_MS);
    this.announce(`Running on ${progress().clusterName}.`);
  }

  showOutcome(outcome: RunOutcome, progress: RunProgress): void {
    const text = outcomeText(outcome, progress);
    this.status.textContent = text;
    this.announce(text);
  }

  showStats(stats: PanelStats): void {
    this.stats.textContent = statsText(stats);
    this.stats.title = `compile ${stats.compileNs} ns\nexecute ${stats.executeNs} ns\nrows read ${stats.recordsProcessed}\nbytes read ${stats.bytesProcessed}`;
  }

  announce(text: string): void {
    this.spoken.textContent = text;
  }
}
