/** The scripts of the workspace's folders, found when they are asked for and read once. */
import { isForeign, parse, LineIndex } from '#language';
import { treeSymbols, type OutlineSymbol } from '#ide';
import type { CancellationToken, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import type { FileSystem } from './fileSystem.ts';
import { childUri, pathOf } from './uris.ts';

/** Bounds of a search, so that a home folder opened as a workspace does not stall the server. */
const MAX_SCRIPTS = 2_000;
const MAX_FOLDERS = 20_000;
/** Folders that hold other people's files. */
const SKIPPED = /^(\..*|node_modules|bazel-.*)$/;

export interface ScriptOutline {
  readonly uri: string;
  readonly lines: LineIndex;
  readonly symbols: readonly OutlineSymbol[];
}

interface Read {
  /** Modification time and size, or the version of an open document. */
  readonly stamp: string;
  readonly outline: ScriptOutline | undefined;
}

export class WorkspaceScripts {
  private readonly read = new Map<string, Read>();

  /** @param folders URIs of the workspace's folders. */
  constructor(
    private folders: readonly string[],
    private readonly documents: TextDocuments<TextDocument>,
    private readonly files: FileSystem,
    /** Told once a search stops at a bound. */
    private readonly tell: (message: string) => void,
  ) {}

  /** @returns all folders now. */
  changeFolders(added: readonly string[], removed: readonly string[]): readonly string[] {
    this.folders = [...this.folders.filter((uri) => !removed.includes(uri)), ...added];
    return this.folders;
  }

  /** URIs of all scripts on disk, folder by folder; of those that are open, as the editor has them. */
  async find(token: CancellationToken): Promise<readonly string[]> {
    const open = new Map(this.documents.all().map(({ uri }) => [pathOf(uri), uri]));
    const found = new Set<string>();
    // Virtual folders have no path; their open scripts are found all the same.
    const waiting = this.folders.filter((uri) => pathOf(uri) !== uri).map(withoutSlash);
    for (let visited = 0; waiting.length > 0 && !token.isCancellationRequested; visited += 1) {
      const folder = waiting.shift() ?? '';
      if (visited >= MAX_FOLDERS || found.size >= MAX_SCRIPTS) {
        const bounds = `${String(MAX_SCRIPTS)} scripts and ${String(MAX_FOLDERS)} folders`;
        this.tell(`The search for scripts stopped at ${bounds}: others are not found.`);
        break;
      }
      for (const { name, kind } of await this.files.list(folder)) {
        const uri = childUri(folder, name);
        if (kind === 'folder' && !SKIPPED.test(name)) waiting.push(uri);
        if (kind === 'file' && name.endsWith('.pxl')) found.add(open.get(pathOf(uri)) ?? uri);
      }
    }
    return [...found];
  }

  /** Outlines of open scripts and of those on disk. */
  async outlines(token: CancellationToken): Promise<readonly ScriptOutline[]> {
    const open = this.documents.all().filter(({ languageId }) => languageId === 'pxl');
    const uris = new Set([...open.map(({ uri }) => uri), ...(await this.find(token))]);
    const found: ScriptOutline[] = [];
    for (const uri of uris) {
      if (token.isCancellationRequested) break;
      const outline = await this.outlineOf(uri);
      if (outline !== undefined) found.push(outline);
    }
    for (const uri of this.read.keys()) if (!uris.has(uri)) this.read.delete(uri);
    return found;
  }

  /** Another text has another one. Undefined for what is gone or too large to be a script. */
  stampOf(uri: string): Promise<string | undefined> {
    const open = this.documents.get(uri);
    return open === undefined
      ? this.files.stamp(uri, MAX_SCRIPT_BYTES)
      : Promise.resolve(`version ${String(open.version)}`);
  }

  private async outlineOf(uri: string): Promise<ScriptOutline | undefined> {
    const open = this.documents.get(uri);
    const stamp = await this.stampOf(uri);
    if (stamp === undefined) return undefined;
    const known = this.read.get(uri);
    if (known?.stamp === stamp) return known.outline;
    const text = open?.getText() ?? (await this.files.read(uri, MAX_SCRIPT_BYTES));
    const outline = text === undefined || isForeign(text) ? undefined : outlineOf(uri, text);
    this.read.set(uri, { stamp, outline });
    return outline;
  }
}

function outlineOf(uri: string, text: string): ScriptOutline {
  return { uri, lines: new LineIndex(text), symbols: treeSymbols(parse(text).tree) };
}

const withoutSlash = (uri: string): string => uri.replace(/\/+$/, '');
