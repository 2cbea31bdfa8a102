/**
 * Entry of the results panel. The page around it must give
 * - an element `<div id="app">` that fills the page;
 * - this script as `<script nonce>`, and the style sheet built beside it as a `<link>`;
 * - a policy of at least `script-src 'nonce-…'; style-src <the sheet's origin> 'nonce-…'` with the
 *   script's nonce: the grid makes one style element per table. Nothing else is needed, neither
 *   `unsafe-inline` nor `unsafe-eval` nor workers;
 * - VS Code's theme variables and body classes, and `acquireVsCodeApi`.
 */
import 'slickgrid/dist/styles/css/slick.grid.css';
import './styles/panel.css';
import './styles/table.css';
import './styles/details.css';
import { readRunHeader, readToPanel, type FromPanel, type RunHeader } from '#protocol/panel';
import { Panel } from './panel/panel.ts';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The run of an earlier life of this page; its rows are not kept. */
function savedRun(state: unknown): RunHeader | undefined {
  if (typeof state !== 'object' || state === null || !('run' in state)) return undefined;
  return readRunHeader(state.run);
}

const root = document.querySelector<HTMLElement>('#app');
if (root === null) throw new Error('the page has no element #app');
const api = acquireVsCodeApi();
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
const panel = new Panel({
  root,
  nonce,
  send: (message) => {
    api.postMessage(message);
  },
});
const saved = savedRun(api.getState());
if (saved !== undefined) panel.restore(saved);
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const read = readToPanel(data);
  if (read.kind === 'unknown') {
    panel.reportUnknown(read.reason);
    return;
  }
  const { message } = read;
  if (message.type === 'runStarted') api.setState({ run: message.run });
  panel.receive(message);
});
api.postMessage({ type: 'ready' });
