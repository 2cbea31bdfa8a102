/**
 * Scripts and vis.json that lie beside each other: as open in the editor, else as on disk. The disk
 * is read ahead of the answers, so that no answer reads it.
 */
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import type { FileSystem } from './fileSystem.ts';
import { childUri, folderOf, isVisUri, pathOf } from './uris.ts';

/** A folder as it was read last. */
interface Folder {
  readonly names: readonly string[];
  /** By path. Empty when nothing in the folder needs them. */
  readonly texts: ReadonlyMap<string, string>;
  readonly hasTexts: boolean;
}

export class FileTable {
  /** By path, as the next three. */
  private readonly folders = new Map<string, Folder>();
  private readonly loading = new Map<string, Promise<void>>();
  /** Something has changed since. */
  private readonly stale = new Set<string>();
  /** All texts are wanted. */
  private readonly wanted = new Set<string>();
  private watched: readonly string[] = [];

  constructor(
    private readonly documents: TextDocuments<TextDocument>,
    private readonly files: FileSystem,
  ) {}

  /** From now on `changed` is called for what changes below these folders, and only there. */
  watch(folders: readonly string[]): void {
    this.watched = folders.map(pathOf);
    // What has changed before nobody has reported.
    for (const path of this.folders.keys()) this.stale.add(path);
  }

  changed(uri: string): void {
    this.stale.add(pathOf(folderOf(uri)));
  }

  /** Whether a folder has been read, if only as it was before. */
  knows(folder: string): boolean {
    return !isOnDisk(folder) || this.folders.has(pathOf(folder));
  }

  /**
   * Reads a folder of which something is unknown.
   *
   * @param withTexts Of all scripts, even where there is no vis.json.
   * @returns undefined when there is nothing to wait for. Never rejects.
   */
  load(folder: string, withTexts = false): Promise<void> | undefined {
    const path = pathOf(folder);
    if (withTexts) this.wanted.add(path);
    if (!isOnDisk(folder) || this.isFresh(folder, path)) return undefined;
    const running = this.loading.get(path);
    if (running !== undefined) return running;
    const filling = this.fill(folder, path).finally(() => this.loading.delete(path));
    this.loading.set(path, filling);
    return filling;
  }

  /** Nobody asks for the folder any more. */
  release(folder: string): void {
    const path = pathOf(folder);
    this.wanted.delete(path);
    this.folders.delete(path);
    this.stale.delete(path);
  }

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
    const names = isOnDisk(folder) ? (this.folders.get(pathOf(folder))?.names ?? []) : [];
    const onDisk = names
      .filter(isScript)
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

  private onDisk(uri: string): string | undefined {
    if (!isOnDisk(uri)) return undefined;
    return this.folders.get(pathOf(folderOf(uri)))?.texts.get(pathOf(uri));
  }

  private openIn(folder: string): readonly TextDocument[] {
    return this.documents.all().filter(({ uri }) => folderOf(uri) === folder);
  }

  private isFresh(folder: string, path: string): boolean {
    const known = this.folders.get(path);
    if (known === undefined || this.stale.has(path)) return false;
    if (!this.watched.some((one) => isBelow(path, one))) return false;
    return known.hasTexts || !this.needsTexts(folder, path, known.names);
  }

  /** A vis.json is compared with every script beside it. */
  private needsTexts(folder: string, path: string, names: readonly string[]): boolean {
    if (this.wanted.has(path) || names.includes('vis.json')) return true;
    return this.openIn(folder).some(({ uri }) => isVisUri(uri));
  }

  private async fill(folder: string, path: string): Promise<void> {
    do {
      this.stale.delete(path);
      const names = (await this.files.list(folder))
        .filter(({ name, kind }) => kind !== 'folder' && (isScript(name) || name === 'vis.json'))
        .map(({ name }) => name);
      const hasTexts = this.needsTexts(folder, path, names);
      const texts = hasTexts ? await this.textsOf(folder, names) : new Map<string, string>();
      this.folders.set(path, { names, texts, hasTexts });
      // What changes while it is read is read again.
    } while (this.stale.has(path));
  }

  private async textsOf(
    folder: string,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const uris = names.map((name) => childUri(folder, name));
    const texts = await Promise.all(uris.map((uri) => this.files.read(uri, MAX_SCRIPT_BYTES)));
    const found = new Map<string, string>();
    for (const [index, uri] of uris.entries()) {
      const text = texts[index];
      if (text !== undefined) found.set(pathOf(uri), text);
    }
    return found;
  }
}

const isScript = (name: string): boolean => name.endsWith('.pxl');

const isOnDisk = (uri: string): boolean => uri.startsWith('file:');

const isBelow = (path: string, folder: string): boolean =>
  path === folder || (path.startsWith(folder) && /[/\\]$/.test(path.slice(0, folder.length + 1)));
