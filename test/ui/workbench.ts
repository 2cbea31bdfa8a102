/** A real VS Code window with the extension, driven as a user drives it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { startVsCodeServer, type VsCodeServer } from '../../scripts/lib/vscodeWeb.mjs';

const root = join(import.meta.dirname, '..', '..');
const artifacts = join(root, 'test', '.artifacts', 'ui');

export type Theme = 'dark' | 'light' | 'highContrast';
const THEME_NAMES: Readonly<Record<Theme, string>> = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
};

export interface WorkbenchOptions {
  readonly theme?: Theme;
  /** Path below the workspace of the file to open; without one no editor is open. */
  readonly openFile?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
}

/** A workspace that is a copy of the examples, so flows may edit files. */
export class Workbench {
  private constructor(
    readonly page: Page,
    readonly workspace: string,
    private readonly browser: Browser,
    private readonly server: VsCodeServer,
    private readonly dataDir: string,
  ) {}

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const workspace = mkdtempSync(join(tmpdir(), 'pxl-workspace-'));
    cpSync(join(root, 'examples'), workspace, { recursive: true });
    const dataDir = mkdtempSync(join(tmpdir(), 'pxl-ui-'));
    const server = await startVsCodeServer({
      dataDir,
      // Nothing of this machine's own local cluster is seen or changed.
      env: { XDG_STATE_HOME: dataDir },
      settings: {
        // Flows say themselves when the local cluster starts.
        'pxl.localCluster.startWhenIdle': false,
        'workbench.colorTheme': THEME_NAMES[options.theme ?? 'dark'],
        'workbench.startupEditor': 'none',
        'workbench.reduceMotion': 'on',
        'workbench.tips.enabled': false,
        'window.commandCenter': false,
        'editor.cursorBlinking': 'solid',
        'extensions.ignoreRecommendations': true,
        'telemetry.telemetryLevel': 'off',
        ...options.settings,
      },
    });
    const browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      reducedMotion: 'reduce',
      deviceScaleFactor: 1,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    const workbench = new Workbench(page, workspace, browser, server, dataDir);
    const { openFile } = options;
    await workbench.load(
      openFile === undefined ? [] : [['openFile', server.remote(join(workspace, openFile))]],
    );
    await page.locator('.monaco-workbench').waitFor();
    if (openFile !== undefined) await workbench.tab(openFile.split('/').at(-1) ?? '').waitFor();
    // Commands of the extension are in the palette once it is active.
    await workbench.statusBarItem('Demo').waitFor();
    return workbench;
  }

  /** Loads the window anew. Asked to open a file, VS Code would not restore its editors. */
  async reload(): Promise<void> {
    await this.load([]);
    await this.statusBarItem('Demo').waitFor();
  }

  private async load(payload: readonly (readonly [string, string])[]): Promise<void> {
    const extension = ['extensionDevelopmentPath', this.server.remote(root)] as const;
    await this.page.goto(this.server.url(this.workspace, [extension, ...payload]));
  }

  tab(name: string): Locator {
    return this.page.locator(`.tab[data-resource-name="${name}"]`);
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title });
    await row.first().waitFor();
    await row.first().click();
  }

  /** The document inside the results panel. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  problem(text: string): Locator {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: text });
  }

  squiggles(): Locator {
    return this.page.locator('.monaco-editor .squiggly-error');
  }

  notification(text: string): Locator {
    return this.page.locator('.notification-list-item', { hasText: text });
  }

  treeRow(text: string): Locator {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: text });
  }

  statusBarItem(text: string): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Opens the view of clusters; a second click on its icon would close it. */
  async showPixieView(): Promise<void> {
    if (await this.treeRow('Demo').isVisible()) return;
    await this.page.locator('.activitybar a.action-label[aria-label^="Pixie"]').click();
    await this.treeRow('Demo').waitFor();
  }

  /** Makes a cluster of the view the one that scripts run on: Enter does, a click only looks. */
  async selectCluster(name: string): Promise<void> {
    await this.treeRow(name).click();
    await this.page.keyboard.press('Enter');
    await this.statusBarItem(name).waitFor();
  }

  /** Puts the cursor at a position of the active editor, both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`:${String(line)}:${String(column)}`);
    await this.page.keyboard.press('Enter');
    // What is typed next belongs there: the cursor has moved and the keys are the editor's again.
    await this.statusBarItem(`Ln ${String(line)}, Col ${String(column)}`).waitFor();
    await this.page.locator('.monaco-workbench .editor-instance .monaco-editor.focused').waitFor();
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string, path = name): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(path);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: name });
    await row.first().waitFor();
    await row.first().click();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  /** Writes a file of the workspace. */
  writeFile(path: string, text: string): void {
    const file = join(this.workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Where a text first ends in a file of the workspace, both counted from 1. */
  endOf(path: string, text: string): { readonly line: number; readonly column: number } {
    const content = readFileSync(join(this.workspace, path), 'utf8');
    const before = content.slice(0, content.indexOf(text) + text.length).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.mouse.move(0, 0);
    // What fades in is shown as it ends.
    await this.page.screenshot({ path: join(artifacts, `${name}.png`), animations: 'disabled' });
  }

  /** Ends this window's local cluster as a crash would. @returns how many processes it had. */
  killLocalCluster(): number {
    const engines = this.localClusters();
    for (const pid of engines) process.kill(pid, 'SIGKILL');
    return engines.length;
  }

  /** The key that programs send their telemetry with. */
  telemetryKey(): string {
    return readFileSync(join(this.dataDir, 'pxl', 'telemetry.key'), 'utf8').trim();
  }

  /** Process numbers of this window's local clusters. */
  localClusters(): readonly number[] {
    const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
    const processes = lines.split('\n').map((line) => {
      const [pid = '', parent = '', ...args] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), args: args.join(' ') };
    });
    const mine = new Set([this.server.pid]);
    for (let size = 0; size < mine.size;) {
      size = mine.size;
      for (const { pid, parent } of processes) if (mine.has(parent)) mine.add(pid);
    }
    return processes
      .filter(({ pid, args }) => mine.has(pid) && args.includes('dist/engine.js --json'))
      .map(({ pid }) => pid);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.stop();
    await this.server.exited;
    rmSync(this.workspace, { recursive: true, force: true });
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
