/** URIs of scripts and of what lies beside them. */
import { fileURLToPath } from 'node:url';

export const isVisUri = (uri: string): boolean => /(^|[/\\:])vis\.json$/.test(uri);

/**
 * Where documents are written: on a disk, not saved yet, in a notebook, in a repository that is
 * edited without a checkout. Elsewhere they show what was, as the old side of a diff does.
 */
const WRITTEN = new Set(
  ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-vfs', 'memfs'].map(
    (scheme) => `${scheme}:`,
  ),
);

/** Problems of anything else could not be corrected. */
export const isWritten = (uri: string): boolean => WRITTEN.has(/^[^:/]*:/.exec(uri)?.[0] ?? '');

/** The folder's URI; an unsaved file belongs to the folder it will be saved in. */
export function folderOf(uri: string): string {
  const end = uri.lastIndexOf('/');
  // An unsaved file without a folder stands alone.
  if (end < 0) return uri;
  const folder = uri.slice(0, end);
  return folder.startsWith('untitled:/') ? folder.replace(/^untitled:\/*/, 'file:///') : folder;
}

/** Where a file is, however its URI is escaped; the URI itself for what is no file. */
export function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    // Virtual and unsaved files have no path, and other editors' URIs may be malformed.
    return uri;
  }
}

/** A file's name as people read it. */
export function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    // A stray % is shown as it is written.
    return name;
  }
}

/** The URI of what lies in a folder, escaped as VS Code does. */
export const childUri = (folder: string, name: string): string =>
  `${folder}/${encodeURIComponent(name).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )}`;
