/**
 * Entry of the results panel. The page must give an element `#app`, this script with a nonce, and
 * the style sheet beside it.
 */
import 'slickgrid/dist/styles/css/slick.grid.css';
import './theme.css';
import type { FromPanel, ToPanel } from '#protocol/panel';
import { Panel } from './panel/panel.ts';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const TYPES: ReadonlySet<string> = new Set<ToPanel['type']>([
  ...(['runStarted', 'table', 'batch', 'stats', 'runEnded', 'restored'] as const),
]);

const isMessage = (data: unknown): data is ToPanel =>
  typeof data === 'object' && data !== null && 'type' in data && TYPES.has(String(data.type));

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
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isMessage(data)) {
    console.warn('PxL results: a message of an unknown form was left out.');
    return;
  }
  if (data.type === 'runStarted') api.setState({ run: data.run });
  panel.receive(data);
});
api.postMessage({ type: 'ready' });
