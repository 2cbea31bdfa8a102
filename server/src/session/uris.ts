/** Scripts and vis.json that lie beside each other: as open in the editor, else as on disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

export const isVisUri = (uri: string): boolean => /(^|[/\\:])vis\.json$/.test(uri);

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

/** Larger files are no scripts. */
const MAX_BYTES = 5 * 1024 * 1024;

export class Files {
  constructor(private readonly documents: TextDocuments<TextDocument>) {}

  /** The open vis.json of a folder, else the one on disk; undefined where there is none. */
  visIn(folder: string): string | undefined {
    const open = this.openIn(folder).find(({ uri }) => isVisUri(uri));
    if (open !== undefined) return open.uri;
    const uri = `${folder}/vis.json`;
    return this.onDisk(uri) === undefined ? undefined : uri;
  }

  /** URIs of a folder's scripts, sorted. */
  scriptsIn(folder: string): readonly string[] {
    const open = this.openIn(folder).filter(({ languageId }) => languageId === 'pxl');
    const paths = new Set(open.map(({ uri }) => pathOf(uri)));
    const onDisk = namesIn(folder)
      .filter((name) => name.endsWith('.pxl'))
      .map((name) => childUri(folder, name))
      .filter((uri) => !paths.has(pathOf(uri)));
    return [...open.map(({ uri }) => uri), ...onDisk].sort();
  }

  /** Undefined for what cannot be read as text. */
  textOf(uri: string): string | undefined {
    return this.documents.get(uri)?.getText() ?? this.onDisk(uri);
  }

  versionOf(uri: string): number | undefined {
    return this.documents.get(uri)?.version;
  }

  private openIn(folder: string): readonly TextDocument[] {
    return this.documents.all().filter(({ uri }) => folderOf(uri) === folder);
  }

  private onDisk(uri: string): string | undefined {
    if (!uri.startsWith('file:')) return undefined;
    try {
      const path = fileURLToPath(uri);
      const info = statSync(path, { throwIfNoEntry: false });
      if (info?.isFile() !== true || info.size > MAX_BYTES) return undefined;
      return readFileSync(path, 'utf8');
    } catch {
      // A file that vanishes or may not be read is as good as none; other files go on.
      return undefined;
    }
  }
}

function namesIn(folder: string): readonly string[] {
  if (!folder.startsWith('file:')) return [];
  try {
    return readdirSync(fileURLToPath(folder));
  } catch {
    // The folder of an unsaved file may not exist yet.
    return [];
  }
}
