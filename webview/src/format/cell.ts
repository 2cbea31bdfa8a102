/** How a cell looks: text, a class for colour and alignment, and the raw value for the tooltip. */
import type { Column } from '#language';
import { timeText, type Cell } from '#protocol/cells';
import {
  bytesText,
  byteRateText,
  durationText,
  floatText,
  percentText,
  rateText,
} from './units.ts';

export interface CellView {
  readonly text: string;
  /** The exact value; shown on hover and copied on demand. */
  readonly raw: string;
  readonly className: string;
}

export const rawText = (cell: Cell, { dataType }: Column): string =>
  dataType === 'TIME64NS' && typeof cell === 'bigint' ? timeText(cell) : String(cell);

const NUMBERS: ReadonlySet<Column['dataType']> = new Set(['INT64', 'FLOAT64']);

export function viewCell(cell: Cell, column: Column): CellView {
  const raw = rawText(cell, column);
  const text = textOfCell(cell, column);
  const align = NUMBERS.has(column.dataType) && column.semanticType !== 'ST_PORT' ? 'number' : '';
  return {
    text,
    raw: text === raw ? raw : `${text}\n${raw}`,
    className: `${align} ${accent(cell, column)}`.trim(),
  };
}

function textOfCell(cell: Cell, { dataType, semanticType, name }: Column): string {
  if (dataType === 'TIME64NS') return localTime(BigInt(cell));
  const amount = Number(cell);
  switch (semanticType) {
    case 'ST_BYTES':
      return bytesText(amount);
    case 'ST_DURATION_NS':
      return durationText(amount);
    case 'ST_PERCENT':
      return percentText(amount);
    case 'ST_THROUGHPUT_PER_NS':
      return rateText(amount);
    case 'ST_THROUGHPUT_BYTES_PER_NS':
      return byteRateText(amount);
    case 'ST_DURATION_NS_QUANTILES':
      return quantilesText(String(cell), durationText);
    case 'ST_QUANTILES':
      return quantilesText(String(cell), floatText);
    case 'ST_SERVICE_NAME':
      return serviceText(String(cell));
    case 'ST_SCRIPT_REFERENCE':
      return labelOf(String(cell));
    case 'ST_PORT':
      return String(cell);
    default:
      break;
  }
  if (typeof cell === 'number') return floatText(cell);
  if (typeof cell === 'bigint') return name === 'pid' ? String(cell) : cell.toLocaleString('en');
  return visible(String(cell));
}

/** Line ends and control characters as symbols, so that a cell stays one line and shows all. */
export const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f]/g, (character) =>
    character === '\u007f' ? '␡' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );

/** Local date and time to the millisecond; the tooltip has all of it. */
function localTime(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n));
  if (Number.isNaN(date.getTime())) return `${String(ns)} ns`;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Then it is shown as it is.
    return undefined;
  }
}

function quantilesText(text: string, show: (value: number) => string): string {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return visible(text);
  const parts = Object.entries(value)
    .filter(([key, one]) => ['p50', 'p90', 'p99'].includes(key) && typeof one === 'number')
    .map(([key, one]) => `${key} ${show(Number(one))}`);
  return parts.length === 0 ? visible(text) : parts.join('  ');
}

function serviceText(text: string): string {
  const value = text.startsWith('[') ? parsed(text) : undefined;
  return visible(Array.isArray(value) ? value.map(String).join(', ') : text);
}

function labelOf(text: string): string {
  const value = parsed(text);
  const label =
    typeof value === 'object' && value !== null && 'label' in value ? value.label : text;
  return visible(String(label));
}

/** Colours tell good from bad; the text tells it too. */
function accent(cell: Cell, { semanticType, name }: Column): string {
  if (semanticType === 'ST_HTTP_RESP_STATUS') {
    const status = Number(cell);
    return status >= 400 ? 'bad' : status > 0 ? 'good' : 'muted';
  }
  if (semanticType === 'ST_DURATION_NS' && (/latency/i.test(name) || /p\d{0,2}$/.test(name))) {
    const ms = Number(cell) / 1e6;
    return ms >= 300 ? 'bad' : ms >= 150 ? 'warn' : '';
  }
  return cell === '' ? 'muted' : '';
}
