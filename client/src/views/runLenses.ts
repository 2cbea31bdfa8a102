/** Code lenses that run the file or a function of it. */
import * as vscode from 'vscode';
import type { RunTarget } from '#protocol/lsp';
import type { LanguageServer } from '../language/languageServer.ts';

/** Which target a command runs: a function's name, or undefined for the whole script. */
interface LensArgument {
  readonly uri: string;
  readonly funcName: string | undefined;
}

export class RunLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly language: LanguageServer,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      language.onDidStart(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('pxl.codeLens.enabled')) this.changed.fire();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.path.endsWith('/vis.json')) this.changed.fire();
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const settings = vscode.workspace.getConfiguration('pxl', document);
    if (settings.get<boolean>('codeLens.enabled') === false) return [];
    const uri = document.uri.toString();
    try {
      const { targets } = await this.language.targets(uri);
      return targets.filter(({ fromVis }) => fromVis).map((target) => lensOf(uri, target));
    } catch (error) {
      this.log.debug(`code lenses: ${String(error)}`);
      return [lensOf(uri, { funcName: undefined, line: 0 })];
    }
  }

  dispose(): void {
    this.changed.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function lensOf(
  uri: string,
  { funcName, line }: Pick<RunTarget, 'funcName' | 'line'>,
): vscode.CodeLens {
  const argument: LensArgument = { uri, funcName };
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: funcName === undefined ? '$(play) Run' : `$(play) Run ${funcName}`,
    tooltip: 'Run on the selected Pixie cluster',
    command: 'pxl.runScript',
    arguments: [argument],
  });
}
