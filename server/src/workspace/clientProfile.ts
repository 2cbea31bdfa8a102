/** What the editor is and can do, as it says once when it starts the server. */
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver/node';
import { readServerOptions, type ServerOptions } from '#protocol/lsp';

export interface ClientProfile {
  readonly capabilities: ClientCapabilities;
  readonly options: ServerOptions;
  /** URIs of the workspace's folders at first. */
  readonly folders: readonly string[];
  /** It asks for the problems of what it has open; then they are not published. */
  readonly asksForProblems: boolean;
  /** It can be told to ask for problems again. */
  readonly asksAgain: boolean;
  /** It reports changes of files when asked to. */
  readonly watchesFiles: boolean;
  readonly refreshesInlayHints: boolean;
  readonly changesFolders: boolean;
}

export function clientProfile(params: InitializeParams): ClientProfile {
  const { capabilities } = params;
  const { textDocument, workspace } = capabilities;
  return {
    capabilities,
    options: readServerOptions(params.initializationOptions),
    folders: foldersOf(params),
    asksForProblems: textDocument?.diagnostic !== undefined,
    asksAgain: workspace?.diagnostics?.refreshSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    changesFolders: workspace?.workspaceFolders === true,
  };
}

function foldersOf(params: InitializeParams): readonly string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map(({ uri }) => uri);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- older editors know one folder only
  return params.rootUri === null ? [] : [params.rootUri];
}
