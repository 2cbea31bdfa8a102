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
  private started = false;

  constructor(
    private readonly language: LanguageServer,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      language.onDidStart(() => {
        this.started = true;
        this.changed.fire();
      }),
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
    // A lens that comes later would push down the text that is being read.
    if (!this.started) return [lensOf(uri, WHOLE_SCRIPT)];
    try {
      const { targets } = await this.language.targets(uri);
      return targets.filter(({ fromVis }) => fromVis).map((target) => lensOf(uri, target));
    } catch (error) {
      this.log.debug(`code lenses: ${String(error)}`);
      return [lensOf(uri, WHOLE_SCRIPT)];
    }
  }

  dispose(): void {
    this.changed.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Every script can be run as a whole, whatever the language server says of its functions. */
const WHOLE_SCRIPT = { funcName: undefined, line: 0 };

function lensOf(
  uri: string,
  { funcName, line }: Pick<RunTarget, 'funcName' | 'line'>,
): vscode.CodeLens {
  const argument: LensArgument = { uri, funcName };
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: funcName === undefined ? '$(play) Run' : `$(play) Run ${funcName}`,
    tooltip: 'Run on the selected cluster',
    command: 'pxl.runScript',
    arguments: [argument],
  });
}
