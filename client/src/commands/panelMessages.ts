/** What the results panel asks for. */
import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import type { FromPanel } from '#protocol/panel';
import type { Services } from '../services/services.ts';
import { characterOf } from '../run/bytePosition.ts';
import { lastRun } from '../run/lastRun.ts';
import { rerun } from './runCommands.ts';
import { openScript } from './scriptDocument.ts';

export async function handlePanelMessage(services: Services, message: FromPanel): Promise<void> {
  switch (message.type) {
    case 'ready':
      return;
    case 'ack':
      return services.runs.acknowledge(message.runId, message.seq);
    case 'cancel':
      return services.runs.cancel(message.runId);
    case 'rerun':
      await rerun(services);
      return;
    case 'copy':
      await vscode.env.clipboard.writeText(message.text);
      return;
    case 'selectCluster':
      await vscode.commands.executeCommand('pxl.selectCluster');
      return;
    case 'showPosition':
      return showPosition(services, message.line, message.column);
    case 'saveCsv':
      return saveCsv(message.tableName, message.csv);
  }
}

/** @param column counted from 1 in UTF-8 bytes, as compilers do. */
async function showPosition(services: Services, line: number, column: number): Promise<void> {
  const last = lastRun(services.memory);
  if (last === undefined) return;
  const opened = await openScript(last.spec.uri);
  if (opened.kind === 'refused') {
    await vscode.window.showErrorMessage(opened.message);
    return;
  }
  const { document } = opened;
  const row = Math.min(Math.max(line - 1, 0), document.lineCount - 1);
  const character = characterOf(document.lineAt(row).text, column);
  const visible = vscode.window.visibleTextEditors.find((one) => one.document === document);
  await vscode.window.showTextDocument(document, {
    viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
    selection: new vscode.Range(row, character, row, character),
  });
}

async function saveCsv(tableName: string, csv: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${tableName.replace(/[^\w.-]+/g, '_') || 'table'}.csv`;
  const target = await vscode.window.showSaveDialog({
    filters: { CSV: ['csv'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, Buffer.from(csv, 'utf8'));
  } catch (error) {
    await vscode.window.showErrorMessage(
      `${target.path} could not be written: ${String(error)}. Choose another place.`,
    );
    return;
  }
  const open = 'Open';
  const message = `Saved ${tableName} as ${vscode.workspace.asRelativePath(target)}.`;
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}
