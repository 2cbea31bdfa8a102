/** Values for the variables of a script's functions: defaults, remembered ones, asked ones. */
import type { RunVariable } from '#protocol/lsp';
import type { ExecFunc } from '#protocol/run';
import type { Memory } from '../workspace/memory.ts';

export type ArgumentValues = Readonly<Record<string, string>>;

const KEY = 'pxl.arguments';

/** Values given for a script before; scripts are known by URI. */
export function rememberedArguments(memory: Memory, scriptUri: string): ArgumentValues {
  const all = Object(memory.get(KEY)) as Record<string, unknown>;
  const values = Object.entries(Object(all[scriptUri]) as Record<string, unknown>);
  return Object.fromEntries(
    values.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export async function rememberArguments(
  memory: Memory,
  scriptUri: string,
  values: ArgumentValues,
): Promise<void> {
  const all = Object(memory.get(KEY)) as Record<string, unknown>;
  const known = rememberedArguments(memory, scriptUri);
  await memory.update(KEY, { ...all, [scriptUri]: { ...known, ...values } });
}

/** What the panel's header says about the called functions. */
export const funcTexts = (execFuncs: readonly ExecFunc[]): readonly string[] =>
  execFuncs.map(
    ({ funcName, args }) =>
      `${funcName}(${args.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(', ')})`,
  );

const CHECKS: Readonly<Record<string, readonly [RegExp, string]>> = {
  PX_INT64: [/^[+-]?\d+$/, 'a whole number'],
  PX_FLOAT64: [/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'a number'],
  PX_BOOLEAN: [/^(true|false)$/i, 'true or false'],
};

/** Why a text cannot be the variable's value; undefined when it can. */
export function problemOfValue(variable: RunVariable, text: string): string | undefined {
  const { name, type, validValues } = variable;
  if (validValues.length > 0 && !validValues.includes(text)) {
    return `${name} is one of: ${validValues.join(', ')}.`;
  }
  const check = CHECKS[type];
  return check === undefined || check[0].test(text.trim()) ? undefined : `${name} is ${check[1]}.`;
}
