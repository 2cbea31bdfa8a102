/** What stands above the tables: a failure, the reason of an empty panel, notices. */
import type { RunError } from '#protocol/errors';
import type { MutationState } from '#protocol/run';
import { visible, visibleLines } from '#rows';
import { button, element, icon } from './dom.ts';

export interface FailureActions {
  readonly showPosition: (line: number, column: number) => void;
  readonly selectCluster: () => void;
}

/** Errors beyond this are counted, not listed. */
const MAX_LISTED = 100;

export function failureMessage(error: RunError, actions: FailureActions): HTMLElement {
  const { compilerErrors, message, nextStep, kind } = error;
  const listed = compilerErrors.slice(0, MAX_LISTED).map(({ line, column, message: what }) => {
    // 0:0 means that the error is not in the text of the script.
    if (line === 0) return element('li', {}, visibleLines(what));
    const go = button(`${line}:${column}`, 'position', () => actions.showPosition(line, column));
    go.setAttribute('aria-label', `${line}:${column}, show this place in the script`);
    return element('li', {}, go, element('span', {}, visibleLines(what)));
  });
  const more = compilerErrors.length - listed.length;
  if (more > 0) listed.push(element('li', {}, `and ${more} more`));
  const texts: Node[] = [];
  if (listed.length === 0 || !compilerErrors.some((one) => message.includes(one.message))) {
    texts.push(element('p', { class: 'what' }, visibleLines(message)));
  }
  if (listed.length > 0) texts.push(element('ul', {}, ...listed));
  if (nextStep !== '') texts.push(element('p', { class: 'next' }, visibleLines(nextStep)));
  if (kind === 'cluster' || kind === 'network') {
    texts.push(button('Select Cluster…', 'link', actions.selectCluster));
  }
  return element(
    'div',
    { class: 'failure', role: 'alert' },
    icon('failed'),
    element('div', { class: 'texts' }, ...texts),
  );
}

/** What a run does to tracepoints: one line each, in the order of the cluster. */
export const mutationMessage = (states: readonly MutationState[]): HTMLElement =>
  element(
    'ul',
    { class: 'mutations', role: 'status' },
    ...states.map(({ name, state }) =>
      element('li', { 'data-state': state }, `Tracepoint ${visible(name)}: ${state.toLowerCase()}`),
    ),
  );

export const emptyMessage = (text: string): HTMLElement =>
  element('p', { class: 'empty' }, visible(text));

export const noticeMessage = (text: string): HTMLElement =>
  element('p', { class: 'notice', role: 'status' }, visible(text));
