/** Shows a run that takes longer, with what it waits for, and lets the user cancel it. */
import * as vscode from 'vscode';
import type { RunSink } from './runSession.ts';

/** Short runs end before a notification would be read. */
const DELAY_MS = 1_000;

export class RunNotification implements RunSink {
  private readonly timer: NodeJS.Timeout;
  private report: ((value: { readonly message: string }) => void) | undefined;
  private message = '';
  private close: () => void = () => undefined;
  private readonly ended: Promise<void>;

  constructor(
    private readonly title: string,
    private readonly cancel: () => void,
  ) {
    this.ended = new Promise((resolve) => {
      this.close = resolve;
    });
    this.timer = setTimeout(() => this.open(), DELAY_MS);
  }

  take(): Promise<void> {
    this.progress('');
    return Promise.resolve();
  }

  progress(message: string): void {
    if (message === this.message) return;
    this.message = message;
    this.report?.({ message });
  }

  end(): void {
    clearTimeout(this.timer);
    this.close();
  }

  /** The notification leaves the focus where it is. */
  private open(): void {
    const location = vscode.ProgressLocation.Notification;
    void vscode.window.withProgress(
      { location, title: this.title, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(this.cancel);
        this.report = (value) => progress.report(value);
        if (this.message !== '') this.report({ message: this.message });
        return this.ended;
      },
    );
  }
}
