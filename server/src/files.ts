/** Scripts and vis.json that lie beside each other: as open in the editor, else as on disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
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
    const uris = new Set(open.map(({ uri }) => uri));
    for (const name of namesIn(folder)) {
      if (name.endsWith('.pxl')) uris.add(pathToFileURL(join(fileURLToPath(folder), name)).href);
    }
    return [...uris].sort();
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
