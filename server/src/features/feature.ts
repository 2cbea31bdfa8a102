/** What the server offers is a list of features; each registers its own requests. */
import type { CancellationToken, Connection, ServerCapabilities } from 'vscode-languageserver/node';
import type { Failures } from '../messages/answering.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { OpenSnapshot, VisSnapshot, Workspace } from '../workspace/documents.ts';
import type { ClientProfile } from '../workspace/clientProfile.ts';
import type { Settings } from '../workspace/settings.ts';
import type { WorkspaceProblems } from '../diagnostics/workspaceProblems.ts';
import type { WorkspaceScripts } from '../workspace/workspaceScripts.ts';

/** What a feature works with. */
export interface FeatureHost {
  readonly connection: Connection;
  readonly failures: Failures;
  readonly workspace: Workspace;
  readonly diagnostics: Diagnostics;
  readonly workspaceProblems: WorkspaceProblems;
  readonly scripts: WorkspaceScripts;
  /**
   * Answers from the script as it is now; null when it is no PxL or the feature fails, which is
   * logged and harms no other feature. Rejects when the request is cancelled or the script changes
   * meanwhile.
   */
  readonly answer: <T>(
    name: string,
    uri: string,
    token: CancellationToken,
    from: (snapshot: OpenSnapshot) => Promise<T> | T,
  ) => Promise<T | null>;
  /** The same for a vis.json that is open. */
  readonly answerVis: <T>(
    name: string,
    uri: string,
    token: CancellationToken,
    from: (snapshot: VisSnapshot) => Promise<T> | T,
  ) => Promise<T | null>;
  /** The same for what is asked of no document. */
  readonly answerWorkspace: <T>(
    name: string,
    token: CancellationToken,
    from: () => Promise<T> | T,
  ) => Promise<T | null>;
  readonly profile: ClientProfile;
  /** As the user has them now. */
  readonly settings: () => Settings;
}

export interface Feature {
  /** Merged into the answer to `initialize`. */
  readonly capabilities: ServerCapabilities | ((profile: ClientProfile) => ServerCapabilities);
  register(host: FeatureHost): void;
}
