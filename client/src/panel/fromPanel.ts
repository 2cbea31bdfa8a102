/** Messages from the page, believed only when they have the agreed form. */
import type { FromPanel } from '#protocol/panel';

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Text a page may put on the clipboard or into a file. */
const MAX_TEXT = 256 * 1024 * 1024;
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_TEXT;

/** @returns undefined for anything that is not a known message. */
export function fromPanel(value: unknown): FromPanel | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, runId, seq, text, line, column, tableName, csv } = value as Record<string, unknown>;
  switch (type) {
    case 'ready':
    case 'rerun':
    case 'selectCluster':
      return { type };
    case 'ack':
      return isText(runId) && isCount(seq) ? { type, runId, seq } : undefined;
    case 'cancel':
      return isText(runId) ? { type, runId } : undefined;
    case 'copy':
      return isText(text) ? { type, text } : undefined;
    case 'showPosition':
      return isCount(line) && isCount(column) ? { type, line, column } : undefined;
    case 'saveCsv':
      return isText(tableName) && isText(csv) ? { type, tableName, csv } : undefined;
    default:
      return undefined;
  }
}
