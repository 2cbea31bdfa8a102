/** Asks the user for the values of a script's variables. */
import * as vscode from 'vscode';
import type { RunVariable } from '#protocol/lsp';
import { problemOfValue, type ArgumentValues } from '../run/runArguments.ts';

/** @returns undefined when the user leaves. */
export async function askArguments(
  variables: readonly RunVariable[],
  values: ArgumentValues,
): Promise<ArgumentValues | undefined> {
  const given: Record<string, string> = {};
  for (const [index, variable] of variables.entries()) {
    const title = `PxL Arguments (${String(index + 1)}/${String(variables.length)})`;
    const current = values[variable.name] ?? variable.defaultValue ?? '';
    const value =
      variable.validValues.length > 0
        ? await pick(title, variable, current)
        : await type(title, variable, current);
    if (value === undefined) return undefined;
    given[variable.name] = value;
  }
  return given;
}

async function pick(
  title: string,
  { name, description, validValues }: RunVariable,
  current: string,
): Promise<string | undefined> {
  const items = validValues.map((label) => ({
    label,
    description: label === current ? 'current' : '',
  }));
  const placeHolder = description === '' ? name : `${name}: ${description}`;
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    ignoreFocusOut: true,
  });
  return picked?.label;
}

const type = (title: string, variable: RunVariable, value: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title,
    value,
    ignoreFocusOut: true,
    prompt:
      variable.description === '' ? variable.name : `${variable.name}: ${variable.description}`,
    placeHolder: variable.type,
    validateInput: (text) => problemOfValue(variable, text),
  });
