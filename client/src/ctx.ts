/** Everything the commands and views share, built once by the activation. */
import type * as vscode from 'vscode';
import type { CatalogBook } from './clusters/catalogBook.ts';
import type { ClusterBook } from './clusters/clusterBook.ts';
import type { RunnerPool } from './clusters/runnerPool.ts';
import type { LanguageServer } from './language/languageServer.ts';
import type { ResultsPanel } from './panel/resultsPanel.ts';
import type { RunController } from './run/runController.ts';
import type { ClustersView } from './views/clustersView.ts';

export interface Ctx {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly pool: RunnerPool;
  readonly clusters: ClusterBook;
  readonly clustersView: ClustersView;
  readonly catalogs: CatalogBook;
  readonly language: LanguageServer;
  readonly panel: ResultsPanel;
  readonly runs: RunController;
}
