/** Cases of a file: one JSON object a line. A line that is none is told and left out. */
import type { OracleCase, OracleExecFunc } from './oracle.ts';

export interface ReadCases {
  readonly cases: readonly OracleCase[];
  /** `line 3: …`. */
  readonly complaints: readonly string[];
}

export function readCases(text: string): ReadCases {
  const cases: OracleCase[] = [];
  const complaints: string[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const complain = (what: string) => complaints.push(`line ${String(index + 1)}: ${what}`);
    try {
      const value: unknown = JSON.parse(line);
      const problem = problemOf(value);
      if (problem === undefined) cases.push(caseOf(value as OracleCase));
      else complain(problem);
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
    }
  });
  return { cases, complaints };
}

/** Lists that are left out are empty. */
function caseOf({ exec_funcs: funcs, ...one }: OracleCase): OracleCase {
  const calls = (funcs ?? []).map((call) => ({ ...call, args: (call.args as Args | null) ?? [] }));
  return calls.length === 0 ? one : { ...one, exec_funcs: calls };
}

type Args = OracleExecFunc['args'];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Why a value is no case; undefined when it is one. */
function problemOf(value: unknown): string | undefined {
  if (!isRecord(value)) return 'not an object';
  if (typeof value['id'] !== 'string') return 'id is not a text';
  if (typeof value['script'] !== 'string') return 'script is not a text';
  const funcs = value['exec_funcs'] ?? [];
  if (!Array.isArray(funcs)) return 'exec_funcs is not a list';
  const isText = (one: unknown) => typeof one === 'string';
  const isArg = (arg: unknown) => isRecord(arg) && isText(arg['name']) && isText(arg['value']);
  const isList = (list: unknown, holds: (item: unknown) => boolean) =>
    Array.isArray(list) && list.every(holds);
  const isCall = (call: unknown) =>
    isRecord(call) &&
    isText(call['func_name']) &&
    isText(call['output_table_prefix']) &&
    isList(call['args'] ?? [], isArg);
  return funcs.every(isCall) ? undefined : 'exec_funcs holds something that is no call';
}
