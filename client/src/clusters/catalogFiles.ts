/** Catalogs of clusters, kept in the extension's folder between windows. */
import * as vscode from 'vscode';
import type { CatalogCacheOptions } from './catalogCache.ts';

export function catalogFiles(storage: vscode.Uri): CatalogCacheOptions['files'] {
  const folder = vscode.Uri.joinPath(storage, 'catalogs');
  return {
    read: async (name) => {
      try {
        const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name));
        return new TextDecoder().decode(bytes);
      } catch {
        // Not kept yet.
        return undefined;
      }
    },
    write: async (name, text) => {
      await vscode.workspace.fs.createDirectory(folder);
      const bytes = new TextEncoder().encode(text);
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), bytes);
    },
  };
}
