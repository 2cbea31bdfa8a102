/** What a run of a script needs: the functions to call with their values, and whether it changes the cluster. */
import { checkScript } from '#ide';
import { bundledCatalog } from '#language';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import { prepareRun, type PreparedRun } from '#vis';
import { readScript, readSiblingVis } from './files.ts';
import { UsageError } from '../outcome/errors.ts';

export interface ScriptChoice {
  /** A function to call; the whole script without. */
  readonly func?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  /** `px.now()`, ns since the epoch. */
  readonly nowNs: bigint;
}

export type PreparedScript = Extract<PreparedRun, { readonly kind: 'ready' }> & {
  readonly file: string;
  readonly script: string;
};

/** @throws UsageError for a file that is no script, an unknown function, or missing values. */
export async function prepareScript(
  file: string,
  { func: funcName, args: values, nowNs }: ScriptChoice,
): Promise<PreparedScript> {
  const script = await readScript(file);
  const request = { catalog: bundledCatalog(), nowNs, maxScriptBytes: MAX_SCRIPT_BYTES };
  const check = checkScript(script, await readSiblingVis(file), request);
  const prepared = prepareRun(check, { funcName, values }, request);
  if (prepared.kind === 'ready') return { file, script, ...prepared };
  throw new UsageError(`${file}: ${refusalText(prepared, funcName)}`);
}

function refusalText(
  refused: Exclude<PreparedRun, { readonly kind: 'ready' }>,
  funcName: string | undefined,
): string {
  const listed = (names: readonly string[]) => names.join(', ') || 'none';
  switch (refused.kind) {
    case 'notRunnable':
      return `${refused.message} ${refused.nextStep}`;
    case 'visUnusable':
      return refused.message;
    case 'unknownFunction':
      return `there is no function '${String(funcName)}'; the script has ${listed(refused.known)}.`;
    case 'unknownArgument':
      return `there is no argument '${refused.name}'; known are ${listed(refused.known)}.`;
    case 'missing': {
      const options = refused.variables.map(
        ({ name }) => `--arg ${name.split('.').at(-1) ?? name}=…`,
      );
      return `values are missing; add ${options.join(' ')}`;
    }
  }
}

/** Now, as scripts see it. */
export const systemNowNs = (): bigint => BigInt(Date.now()) * 1_000_000n;
