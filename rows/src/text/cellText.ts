/**
 * How the cells of a column look, in the panel as in a terminal. The kind of format is chosen once
 * per column, by semantic type first and data type last, as Pixie's Live UI chooses.
 *
 * @see pixie-io/pixie src/ui/src/containers/live-data-table/renderers.tsx
 */
import {
  byteRateText,
  bytesText,
  countText,
  durationText,
  floatText,
  percentText,
  rateText,
  type Column,
} from '#language';
import type { Cell } from '../cells/cells.ts';
import { compactJson } from './json.ts';
import {
  labelOf,
  quantileLines,
  quantilesText,
  serviceText,
  statusOf,
  type Tone,
} from './structured.ts';
import { localTimeText, timeLines, timeText } from './time.ts';
import { cut, visible } from './visible.ts';

export interface CellView {
  /** One line without hidden characters. */
  readonly text: string;
  readonly tone: Tone;
  /** What a hover adds; empty when the text already says all. */
  readonly lines: readonly string[];
}

export type CellFormat = (cell: Cell) => CellView;

/** A text cell is formatted from its first characters; the details show all of it. */
export const MAX_CELL_CHARS = 2_000;

const plain = (text: string, lines: readonly string[] = []): CellView => ({
  text,
  tone: 'none',
  lines,
});

/** Numbers stand to the right, so that their digits align. */
export const isNumeric = ({ dataType, semanticType }: Column): boolean =>
  (dataType === 'INT64' || dataType === 'FLOAT64') &&
  semanticType !== 'ST_HTTP_RESP_STATUS' &&
  semanticType !== 'ST_PORT';

/** The exact value: ISO 8601 to the nanosecond, UUID, whole integers, text as it came. */
export const exactText = (cell: Cell, { dataType }: Column): string =>
  dataType === 'TIME64NS' && typeof cell === 'bigint' ? timeText(cell) : String(cell);

/** `local` to the millisecond in the window's zone, or `utc` to the nanosecond, where texts travel. */
export type TimeForm = 'local' | 'utc';

/** The format of a column's cells. */
export function formatOf(column: Column, times: TimeForm = 'local'): CellFormat {
  switch (column.dataType) {
    case 'TIME64NS':
      return (cell) => {
        if (typeof cell !== 'bigint') return plain(String(cell));
        return times === 'utc'
          ? plain(timeText(cell))
          : plain(localTimeText(cell), timeLines(cell));
      };
    case 'STRING':
      return stringFormat(column);
    case 'BOOLEAN':
      return (cell) => ({
        ...plain(String(cell)),
        tone: cell === true && /alert.*/i.test(column.name) ? 'bad' : 'none',
      });
    case 'INT64':
    case 'FLOAT64':
      return numberFormat(column);
    default:
      return (cell) => plain(String(cell));
  }
}

function numberFormat(column: Column): CellFormat {
  const show = unitOf(column);
  const tone = toneOf(column);
  return (cell) => {
    const text = show === undefined ? numberText(cell, column) : show(Number(cell));
    const exact = String(cell);
    const name = column.values?.[exact];
    const lines = [...(text === exact ? [] : [exact]), ...(name === undefined ? [] : [name])];
    return { text, tone: tone(Number(cell)), lines };
  };
}

/** The unit of an amount; undefined for plain numbers. */
function unitOf({ semanticType }: Column): ((value: number) => string) | undefined {
  switch (semanticType) {
    case 'ST_BYTES':
      return bytesText;
    case 'ST_DURATION_NS':
      return durationText;
    case 'ST_PERCENT':
      return percentText;
    case 'ST_THROUGHPUT_PER_NS':
      return rateText;
    case 'ST_THROUGHPUT_BYTES_PER_NS':
      return byteRateText;
    default:
      return undefined;
  }
}

function numberText(cell: Cell, { semanticType, name }: Column): string {
  const isName =
    semanticType === 'ST_PORT' || semanticType === 'ST_HTTP_RESP_STATUS' || name === 'pid';
  if (typeof cell === 'bigint') return isName ? String(cell) : countText(cell);
  return typeof cell === 'number' ? floatText(cell) : String(cell);
}

const [LATENCY_MEDIUM_NS, LATENCY_HIGH_NS] = [150e6, 300e6];

/** Thresholds of the Live UI. @see pixie-io/pixie src/ui/src/utils/metric-thresholds.ts */
function toneOf({ semanticType, name }: Column): (value: number) => Tone {
  if (semanticType === 'ST_HTTP_RESP_STATUS') {
    return (status) => (status >= 400 ? 'bad' : status > 0 ? 'good' : 'muted');
  }
  if (semanticType === 'ST_DURATION_NS' && (/latency.*/i.test(name) || /p\d{0,2}$/.test(name))) {
    return (ns) => (ns >= LATENCY_HIGH_NS ? 'bad' : ns >= LATENCY_MEDIUM_NS ? 'warn' : 'good');
  }
  return () => 'none';
}

function stringFormat({ semanticType }: Column): CellFormat {
  switch (semanticType) {
    case 'ST_QUANTILES':
      return quantiles(floatText);
    case 'ST_DURATION_NS_QUANTILES':
      return quantiles(durationText);
    case 'ST_POD_STATUS':
    case 'ST_POD_PHASE':
    case 'ST_CONTAINER_STATUS':
    case 'ST_CONTAINER_STATE':
      return (cell) => {
        const { text, tone, lines } = statusOf(String(cell));
        return { text: visible(text), tone, lines: lines.map(visible) };
      };
    case 'ST_SERVICE_NAME':
      return (cell) => textView(String(cell), serviceText(String(cell)));
    case 'ST_SCRIPT_REFERENCE':
      return (cell) => textView(String(cell), labelOf(String(cell)));
    default:
      return (cell) => textView(String(cell), compactJson(String(cell)) ?? String(cell));
  }
}

const quantiles =
  (show: (value: number) => string): CellFormat =>
  (cell) => {
    const text = quantilesText(String(cell), show);
    if (text === undefined) return textView(String(cell), String(cell));
    return plain(text, quantileLines(String(cell), show));
  };

/** @param shown What is shown in place of the text. */
function textView(text: string, shown: string): CellView {
  const line = visible(cut(shown, MAX_CELL_CHARS));
  const same = line === text;
  return plain(line, same ? [] : [visible(cut(text, MAX_CELL_CHARS))]);
}
