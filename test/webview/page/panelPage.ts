/** The built panel in a page of its own: the shell's policy, a fake editor, recorded themes. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Relation } from '#language';
import type { ColumnData } from '#protocol/batch';
import type { FromPanel, PanelStats, RunHeader, RunOutcome, ToPanel } from '#protocol/panel';
import { panelHtml } from '../../../client/src/panel/panelHtml.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const artifacts = join(root, 'test', '.artifacts', 'webview');
const ORIGIN = 'http://panel.test';

export type Theme = 'dark' | 'light' | 'highContrast';

interface RecordedTheme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

const themeOf = (theme: Theme): RecordedTheme =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, 'themes', `${theme}.json`), 'utf8'),
  ) as RecordedTheme;

export interface Bundle {
  readonly script: string;
  readonly style: string;
}

/** Bundles as the build does. */
export async function bundlePanel(): Promise<Bundle> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(root, 'webview', 'src', 'main.ts')],
    outdir: 'out',
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome120',
  });
  const textOf = (ending: string) =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}

export interface PageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What the editor kept from an earlier life of the page. */
  readonly state?: unknown;
}

/** What runs in the page before the panel: the editor's side of it. */
function fakeEditor({ variables, bodyClass, state }: RecordedTheme & { state: unknown }): void {
  const messages: unknown[] = [];
  const violations: string[] = [];
  let kept = state;
  const api = {
    postMessage: (message: unknown) => messages.push(message),
    getState: () => kept,
    setState: (next: unknown) => (kept = next),
  };
  Object.assign(window, { acquireVsCodeApi: () => api, messages, violations, kept: () => kept });
  document.addEventListener('securitypolicyviolation', (event) => {
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  const dress = () => {
    // Scrollbars as in VS Code's own sheet for webviews.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background) }' +
        '::-webkit-scrollbar { width: 10px; height: 10px }',
    );
    document.adoptedStyleSheets = [sheet];
    for (const [name, value] of Object.entries(variables)) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = bodyClass;
  };
  document.addEventListener('readystatechange', dress, { once: true });
}

export interface Batch {
  readonly tableId?: string;
  readonly rowCount: number;
  readonly columns: readonly ColumnData[];
  readonly eos?: boolean;
}

const NO_STATS: PanelStats = {
  compileNs: '31900000',
  executeNs: '1204000000',
  bytesProcessed: '25907',
  recordsProcessed: '220814',
};

export class PanelPage {
  private seq = 0;
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, bundle: Bundle, options: PageOptions = {}) {
    const { theme = 'dark', width = 1000, height = 640, state } = options;
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(8_000);
    const made = new PanelPage(page);
    page.on('pageerror', (error) => made.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') made.errors.push(message.text());
    });
    await page.addInitScript(fakeEditor, { ...themeOf(theme), state });
    const html = panelHtml({
      cspSource: ORIGIN,
      scriptUri: `${ORIGIN}/main.js`,
      styleUri: `${ORIGIN}/main.css`,
      nonce: 'bm9uY2U',
    });
    const answers: Readonly<Record<string, readonly [string, string]>> = {
      '/': ['text/html', html],
      '/main.js': ['text/javascript', bundle.script],
      '/main.css': ['text/css', bundle.style],
    };
    await page.route(`${ORIGIN}/**`, (route) => {
      const [contentType, body] = answers[new URL(route.request().url()).pathname] ?? [];
      return body === undefined
        ? route.fulfill({ status: 404 })
        : route.fulfill({ contentType: `${contentType ?? ''}; charset=utf-8`, body });
    });
    await page.goto(`${ORIGIN}/`);
    return made;
  }

  /** Messages reach a real panel as clones; `evaluate` cannot carry typed arrays, so they are rebuilt. */
  async post(message: ToPanel | Readonly<Record<string, unknown>>): Promise<void> {
    await this.page.evaluate((packed) => {
      const unpack = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(unpack);
        if (typeof value !== 'object' || value === null) return value;
        const { typed, base64 } = value as Readonly<Record<string, unknown>>;
        if (typeof typed === 'string' && typeof base64 === 'string') {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const types = { Uint8Array, Uint32Array, BigInt64Array, BigUint64Array, Float64Array };
          return new types[typed as keyof typeof types](bytes.buffer);
        }
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpack(one)]));
      };
      window.postMessage(unpack(packed), '*');
    }, pack(message));
  }

  async start(run: Partial<RunHeader> = {}): Promise<void> {
    this.seq = 0;
    await this.post({ type: 'runStarted', run: { ...RUN, startedAtMs: Date.now(), ...run } });
  }

  async table(name: string, relation: Relation, id = name): Promise<void> {
    await this.post({ type: 'table', runId: RUN.runId, table: { id, name, relation } });
  }

  async batch(tableId: string, { rowCount, columns, eos = false }: Batch): Promise<void> {
    this.seq += 1;
    const { seq } = this;
    const { runId } = RUN;
    await this.post({ type: 'batch', runId, seq, tableId, rowCount, columns, eos });
  }

  async stats(stats: PanelStats = NO_STATS): Promise<void> {
    await this.post({ type: 'stats', runId: RUN.runId, stats });
  }

  async end(outcome: RunOutcome = { kind: 'done' }): Promise<void> {
    await this.post({ type: 'runEnded', runId: RUN.runId, outcome });
    await this.page.locator(`#app[data-state="${outcome.kind}"]`).waitFor();
  }

  /** A whole run of one table. */
  async showTable(name: string, relation: Relation, batch: Batch): Promise<void> {
    await this.start();
    await this.table(name, relation);
    await this.batch(name, { eos: true, ...batch });
    await this.stats();
    await this.end();
  }

  /** Messages of one type that the panel has sent. */
  async sent<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    const all = await this.page.evaluate(
      () => (window as unknown as { messages: FromPanel[] }).messages,
    );
    return all.filter((one): one is Extract<FromPanel, { type: T }> => one.type === type);
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { violations: string[] }).violations);
  }

  get cells(): Locator {
    return this.page.locator('.slick-cell');
  }

  cell(row: number, column: number): Locator {
    return this.page.locator(`.slick-row[data-row="${row}"] > [aria-colindex="${column + 1}"]`);
  }

  get active(): Locator {
    return this.page.locator('.slick-cell.active');
  }

  async activeAt(): Promise<string> {
    return this.active.evaluate((node) => {
      const row = node.parentElement?.dataset['row'] ?? '';
      return `${row},${Number(node.getAttribute('aria-colindex')) - 1}`;
    });
  }

  /** Texts of a column's cells that are on the page, in the order of rows. */
  async column(column: number): Promise<string[]> {
    return this.page.locator('.slick-row').evaluateAll(
      (rows, index) =>
        rows
          .map((row) => ({
            at: Number((row as HTMLElement).dataset['row']),
            text: row.querySelector(`[aria-colindex="${index + 1}"]`)?.textContent ?? '',
          }))
          .sort((a, b) => a.at - b.at)
          .map(({ text }) => text),
      column,
    );
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

export const RUN: RunHeader = {
  runId: 'run-7',
  title: 'http-latency.pxl',
  clusterName: 'Demo',
  clusterId: '11111111-1111-4111-8111-111111111111',
  simulated: true,
  scriptUri: 'file:///work/http-latency.pxl',
  functions: [],
  startedAtMs: 0,
  rowLimit: 10_000,
};

function pack(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    const typed = value.constructor.name;
    return { typed, base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one)]));
}
