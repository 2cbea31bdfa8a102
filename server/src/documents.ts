/** Open documents with their analysis, made once per version. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundledCatalog, checkScript, LineIndex, type Catalog, type ScriptCheck } from '#language';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

export interface Snapshot extends ScriptCheck {
  readonly version: number;
  readonly lines: LineIndex;
}

/** Larger texts are no scripts; looking at them would only delay the others. */
const MAX_LENGTH = 5 * 1024 * 1024;

export class Workspace {
  readonly catalog: Catalog = bundledCatalog();
  private readonly snapshots = new Map<
    string,
    Snapshot & { readonly visText: string | undefined }
  >();

  constructor(private readonly documents: TextDocuments<TextDocument>) {}

  /** Undefined for a document that is not open or is no PxL: binary content, or far too large. */
  snapshot(uri: string): Snapshot | undefined {
    const document = this.documents.get(uri);
    if (document === undefined || document.languageId === 'json') return undefined;
    const text = document.getText();
    if (text.length > MAX_LENGTH || text.includes('\u0000')) return undefined;
    const visText = this.siblingVis(uri);
    const known = this.snapshots.get(uri);
    if (known?.version === document.version && known.visText === visText) return known;
    const made = { version: document.version, visText, ...this.look(text, visText) };
    this.snapshots.set(uri, made);
    return made;
  }

  forget(uri: string): void {
    this.snapshots.delete(uri);
  }

  private look(text: string, visText: string | undefined): Omit<Snapshot, 'version'> {
    const nowNs = BigInt(Date.now()) * 1_000_000n;
    const check = checkScript(text, visText, { catalog: this.catalog, nowNs });
    return { ...check, lines: new LineIndex(text) };
  }

  /** The vis.json beside a script: as open in the editor, else as on disk. */
  private siblingVis(uri: string): string | undefined {
    if (!uri.startsWith('file:')) return undefined;
    const path = join(dirname(fileURLToPath(uri)), 'vis.json');
    const open = this.documents.get(pathToFileURL(path).toString());
    if (open !== undefined) return open.getText();
    return statSync(path, { throwIfNoEntry: false }) === undefined
      ? undefined
      : readFileSync(path, 'utf8');
  }
}
