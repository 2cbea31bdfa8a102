/** The results panel beside the editor: one page, reused by every run. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { readFromPanel, type FromPanel, type ToPanel } from '#protocol/panel';
import { panelHtml } from './panelHtml.ts';

export const PANEL_TYPE = 'pxl.results';

export interface ResultsPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** The first message of a page that starts without a run. */
  readonly restored: () => ToPanel;
}

export class ResultsPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly message = new vscode.EventEmitter<FromPanel>();
  private readonly lost = new vscode.EventEmitter<void>();
  readonly onMessage = this.message.event;
  /** The page is gone or has been loaded anew: rows in it are lost. */
  readonly onDidLoseRows = this.lost.event;
  private panel: vscode.WebviewPanel | undefined;
  private ready = false;
  private queue: ToPanel[] = [];
  private disposed = false;

  constructor(private readonly options: ResultsPanelOptions) {}

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  /** Makes the panel visible beside the editor; the editor keeps the focus. */
  show(): void {
    if (this.panel !== undefined) {
      if (this.panel.visible) return;
      // In the script's own column the panel would hide the script.
      const hidesScript = vscode.window.activeTextEditor?.viewColumn === this.panel.viewColumn;
      this.panel.reveal(hidesScript ? vscode.ViewColumn.Beside : undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(
      vscode.window.createWebviewPanel(PANEL_TYPE, 'PxL Results', place, {
        retainContextWhenHidden: true,
        enableFindWidget: false,
      }),
    );
  }

  /** Sends a message, or keeps it until the page is ready. Without a panel there is no receiver. */
  post(message: ToPanel): void {
    if (this.panel === undefined) return;
    if (this.ready) this.send(this.panel, message);
    else this.queue.push(message);
  }

  setTitle(title: string): void {
    if (this.panel !== undefined) this.panel.title = title;
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.panel?.dispose();
    this.adopt(panel);
    this.queue = [this.options.restored()];
    return Promise.resolve();
  }

  dispose(): void {
    // The window restores the panel after a reload, so only its wiring ends here.
    this.disposed = true;
    this.message.dispose();
    this.lost.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const folder = vscode.Uri.joinPath(this.options.extensionUri, 'dist', 'webview');
    this.panel = panel;
    this.ready = false;
    this.queue = [];
    panel.iconPath = vscode.Uri.joinPath(this.options.extensionUri, 'media', 'pixie.svg');
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((value: unknown) => {
      this.receive(value);
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.ready = false;
      this.queue = [];
      if (!this.disposed) this.lost.fire();
    });
    panel.webview.html = panelHtml({
      cspSource: panel.webview.cspSource,
      scriptUri: panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, 'main.js')).toString(),
      styleUri: panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, 'main.css')).toString(),
      nonce: randomBytes(18).toString('base64url'),
    });
  }

  private receive(value: unknown): void {
    const message = readFromPanel(value);
    if (message === undefined) {
      this.options.log.warn('The results panel sent a message that is not understood.');
    } else if (message.type === 'ready') {
      this.becomeReady();
    } else {
      this.message.fire(message);
    }
  }

  private becomeReady(): void {
    const { panel } = this;
    if (panel === undefined) return;
    if (this.ready) {
      this.lost.fire();
      this.send(panel, this.options.restored());
      return;
    }
    this.ready = true;
    const queue = this.queue;
    this.queue = [];
    for (const message of queue) this.send(panel, message);
  }

  private send(panel: vscode.WebviewPanel, message: ToPanel): void {
    panel.webview.postMessage(message).then(undefined, (error: unknown) => {
      this.options.log.warn(`The results panel did not take a message: ${String(error)}`);
    });
  }
}
