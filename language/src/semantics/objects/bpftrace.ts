/**
 * The table a bpftrace program fills: its last `printf` names the columns, blank-separated, each
 * `name:%format`.
 *
 * @see pixie-io/pixie src/stirling/source_connectors/dynamic_bpftrace/dynamic_bpftrace_connector.cc
 */
import type { Column, Relation } from '../../catalog/types.ts';

const PRINTF = /\bprintf\s*\(\s*"((?:[^"\\]|\\.)*)"/g;
const FORMAT = /%[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|j|z|t)?([a-zA-Z])/;

/** Undefined for a program that prints nothing. */
export function printedRelation(program: string): Relation | undefined {
  const format = [...program.matchAll(PRINTF)].at(-1)?.[1];
  const items = format?.split(/ +/).filter((item) => item.includes('%')) ?? [];
  return items.length === 0 ? undefined : items.map(printedColumn);
}

function printedColumn(item: string, index: number): Column {
  const [name = ''] = item.includes(':') ? item.split(':') : [];
  const isText = FORMAT.exec(item)?.[1] === 's';
  const dataType = isText ? 'STRING' : name === 'time_' ? 'TIME64NS' : 'INT64';
  const shown = name === '' ? `Column_${String(index)}` : name;
  return { name: shown, dataType, semanticType: 'ST_NONE' };
}
