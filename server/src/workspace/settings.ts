/** The user's settings, below `pxl`, as far as the server needs them. */
import {
  DidChangeConfigurationNotification,
  type ClientCapabilities,
  type Connection,
} from 'vscode-languageserver/node';
import { readSeverities, type InlayHintOptions, type Severities } from '#ide';

/** Of which files problems are told. */
export type ProblemScope = 'openFiles' | 'workspace';

export interface Settings {
  /** `pxl.problems.severity` */
  readonly severities: Severities;
  /** `pxl.problems.scope` */
  readonly problemScope: ProblemScope;
  /** `pxl.inlayHints` */
  readonly inlayHints: InlayHintOptions;
}

/** What holds for settings nobody has made. */
export const readSettings = (section: unknown): Settings => {
  const { problems, inlayHints } = Object(section) as Record<string, unknown>;
  const { severity, scope } = Object(problems) as Record<string, unknown>;
  return {
    severities: readSeverities(severity),
    problemScope: scope === 'workspace' ? scope : 'openFiles',
    inlayHints: readInlayHints(inlayHints),
  };
};

function readInlayHints(value: unknown): InlayHintOptions {
  const { columnTypes, units, relations } = Object(value) as Record<string, unknown>;
  const shown = relations === 'changes' || relations === 'count' ? relations : 'off';
  return { columnTypes: columnTypes === true, units: units === true, relations: shown };
}

/**
 * Asks the editor for its settings now and after each change; editors that cannot be asked send them
 * when they change.
 */
export function watchSettings(
  connection: Connection,
  { workspace }: ClientCapabilities,
  apply: (settings: Settings) => void,
): void {
  const ask = async () => {
    try {
      apply(readSettings(await connection.workspace.getConfiguration('pxl')));
    } catch (error) {
      connection.console.warn(`settings: ${String(error)}`);
    }
  };
  const canAsk = workspace?.configuration === true;
  connection.onDidChangeConfiguration(({ settings }: { readonly settings: unknown }) => {
    if (canAsk) void ask();
    else apply(readSettings((Object(settings) as { readonly pxl?: unknown }).pxl));
  });
  if (!canAsk) return;
  void ask();
  if (workspace.didChangeConfiguration?.dynamicRegistration !== true) return;
  const all = { section: 'pxl' };
  connection.client
    .register(DidChangeConfigurationNotification.type, all)
    .catch((error: unknown) => connection.console.warn(`settings: ${String(error)}`));
}
