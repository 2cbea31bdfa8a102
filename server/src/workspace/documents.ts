/** Open documents with their analysis, made once per version. */
import { bundledCatalog, isForeign, LineIndex, ScriptMemory, type Catalog } from '#language';
import {
  checkScript,
  nameTable,
  withSeverities,
  type CheckRequest,
  type NameTable,
  type ScriptCheck,
  type Severities,
} from '#ide';
import { readVis, scriptOfVis, type Vis } from '#vis';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileTable } from './fileTable.ts';
import { folderOf, isVisUri } from './uris.ts';

export interface Snapshot extends ScriptCheck {
  readonly uri: string;
  /** Undefined for a script that is not open. */
  readonly version: number | undefined;
  readonly lines: LineIndex;
  readonly visUri: string | undefined;
  /** Every name of the script; worked out when first asked for. */
  readonly names: () => NameTable;
}
/** A script that is open. */
export type OpenSnapshot = Snapshot & { readonly version: number };

/** A vis.json with the script it belongs to. */
export interface VisSnapshot {
  readonly uri: string;
  /** Undefined for one that is not open. */
  readonly version: number | undefined;
  readonly text: string;
  readonly vis: Vis;
  readonly lines: LineIndex;
  readonly script: Snapshot | undefined;
  /** All scripts of the folder; Pixie takes one. */
  readonly scriptUris: readonly string[];
}

interface Made {
  readonly text: string;
  readonly visText: string | undefined;
  readonly catalog: Catalog;
  readonly snapshot: Snapshot;
}

interface ScriptText {
  readonly uri: string;
  readonly text: string;
}

/** The decision and what it was made from. */
interface Chosen {
  readonly visText: string;
  readonly scripts: readonly ScriptText[];
  readonly uri: string | undefined;
}

const isSame = (a: readonly ScriptText[], b: readonly ScriptText[]): boolean =>
  a.length === b.length &&
  a.every(({ uri, text }, index) => b[index]?.uri === uri && b[index].text === text);

export class Workspace {
  private readonly made = new Map<string, Made>();
  /** What versions of a document leave for those that follow. */
  private readonly memories = new Map<string, ScriptMemory>();
  /** Which script a vis.json belongs to, by folder. */
  private readonly chosen = new Map<string, Chosen>();
  private current: Catalog = bundledCatalog();
  private severities: Severities = new Map();

  constructor(
    private readonly documents: TextDocuments<TextDocument>,
    private readonly files: FileTable,
  ) {}

  /** As FileTable.load, for what lies beside a document. */
  load(uri: string): Promise<void> | undefined {
    return this.files.load(folderOf(uri));
  }

  /** Whether there is an answer for a document now, though perhaps from files that have changed. */
  knows(uri: string): boolean {
    return this.files.knows(folderOf(uri));
  }

  get catalog(): Catalog {
    return this.current;
  }

  /** From now on scripts are checked with it. */
  setCatalog(catalog: Catalog): void {
    this.current = catalog;
  }

  /** From now on problems are as loud as this says. */
  setSeverities(severities: Severities): void {
    if (severities.size > 0 || this.severities.size > 0) this.made.clear();
    this.severities = severities;
  }

  /** The text of an open document, as it is now. */
  openText(uri: string): string | undefined {
    return this.documents.get(uri)?.getText();
  }

  /**
   * Undefined for a document that is not open or is no PxL: binary content, or far too large.
   *
   * @param text As it was when it was asked about; undefined: as it is now.
   */
  snapshot(uri: string, text?: string): OpenSnapshot | undefined {
    const document = this.documents.get(uri);
    if (document === undefined || isVisUri(uri) || /^jsonc?$/.test(document.languageId)) {
      return undefined;
    }
    const found = this.look(uri, text ?? document.getText(), this.visOf(uri));
    return found === undefined ? undefined : { ...found, version: document.version };
  }

  /** A script that lies on disk and is not open; undefined where there is none. */
  closedSnapshot(uri: string): Snapshot | undefined {
    const text = this.isOpen(uri) || isVisUri(uri) ? undefined : this.files.textOf(uri);
    if (text === undefined) return undefined;
    const found = this.look(uri, text, this.visOf(uri));
    // There may be thousands of them.
    this.forget(uri);
    return found;
  }

  /** URIs of a folder's scripts, open or on disk. */
  scriptsIn(folder: string): readonly string[] {
    return this.files.scriptsIn(folder);
  }

  /** Undefined where there is no such vis.json, open or on disk. */
  visSnapshot(uri: string): VisSnapshot | undefined {
    if (!isVisUri(uri)) return undefined;
    const text = this.files.textOf(uri);
    if (text === undefined || text.length > MAX_SCRIPT_BYTES) return undefined;
    const scriptUris = this.files.scriptsIn(folderOf(uri));
    const scriptUri = this.scriptOf(text, scriptUris);
    const scriptText = scriptUri === undefined ? undefined : this.files.textOf(scriptUri);
    const script =
      scriptUri === undefined || scriptText === undefined
        ? undefined
        : this.look(scriptUri, scriptText, uri);
    const vis = script?.vis ?? readVis(text).vis;
    const version = this.files.versionOf(uri);
    return { uri, text, vis, script, scriptUris, version, lines: new LineIndex(text) };
  }

  /** The vis.json that belongs to a script: the one beside it, unless it means another script. */
  visOf(uri: string): string | undefined {
    const folder = folderOf(uri);
    const vis = this.files.visIn(folder);
    if (vis === undefined) return undefined;
    const scripts = this.files.scriptsIn(folder);
    if (scripts.length < 2) return vis;
    return this.scriptOf(this.files.textOf(vis) ?? '', scripts) === uri ? vis : undefined;
  }

  isOpen(uri: string): boolean {
    return this.documents.get(uri) !== undefined;
  }

  /** Undefined for a document that is not open. */
  versionOf(uri: string): number | undefined {
    return this.documents.get(uri)?.version;
  }

  /** What a changed text of a script would be, beside the same vis.json. */
  check(uri: string, text: string): ScriptCheck {
    const visUri = this.visOf(uri);
    const visText = visUri === undefined ? undefined : this.files.textOf(visUri);
    const check = checkScript(text, visText, this.requestFor(uri));
    return { ...check, problems: withSeverities(check.problems, this.severities) };
  }

  /** For a script that is open: planning waits, and what is known of it helps. */
  private requestFor(uri: string): CheckRequest {
    const memory = this.memories.get(uri) ?? new ScriptMemory();
    this.memories.set(uri, memory);
    const nowNs = BigInt(Date.now()) * 1_000_000n;
    return { catalog: this.current, nowNs, memory, defersPlanning: true };
  }

  /** URIs of all open documents that are looked at. */
  openUris(): readonly string[] {
    return this.documents
      .all()
      .filter((one) => one.languageId === 'pxl' || isVisUri(one.uri))
      .map((one) => one.uri);
  }

  /** The vis.json of a document's folder. */
  visBeside(uri: string): string | undefined {
    return isVisUri(uri) ? uri : this.files.visIn(folderOf(uri));
  }

  /** Open documents that say something of each other: a folder's scripts and its vis.json. */
  openBeside(uri: string): readonly string[] {
    const folder = folderOf(uri);
    return this.documents
      .all()
      .filter((one) => folderOf(one.uri) === folder && one.uri !== uri)
      .filter((one) => one.languageId === 'pxl' || isVisUri(one.uri))
      .map((one) => one.uri);
  }

  forget(uri: string): void {
    this.made.delete(uri);
    this.memories.delete(uri);
  }

  private scriptOf(visText: string, uris: readonly string[]): string | undefined {
    const [first] = uris;
    if (first === undefined || uris.length < 2) return first;
    const scripts = uris.map((uri) => ({ uri, text: this.files.textOf(uri) ?? '' }));
    const folder = folderOf(first);
    const known = this.chosen.get(folder);
    if (known?.visText === visText && isSame(known.scripts, scripts)) return known.uri;
    const uri = scriptOfVis(visText, scripts)?.uri;
    this.chosen.set(folder, { visText, scripts, uri });
    return uri;
  }

  private look(uri: string, text: string, visUri: string | undefined): Snapshot | undefined {
    if (text.length > MAX_SCRIPT_BYTES || isForeign(text)) return undefined;
    const visText = visUri === undefined ? undefined : this.files.textOf(visUri);
    const known = this.made.get(uri);
    const { current: catalog } = this;
    if (known?.text === text && known.visText === visText && known.catalog === catalog) {
      return known.snapshot;
    }
    const check = checkScript(text, visText, this.requestFor(uri));
    const snapshot = this.snapshotOf(uri, check, visUri);
    this.made.set(uri, { text, visText, catalog, snapshot });
    return snapshot;
  }

  private snapshotOf(uri: string, check: ScriptCheck, visUri: string | undefined): Snapshot {
    const vis = check.vis && {
      ...check.vis,
      problems: withSeverities(check.vis.problems, this.severities),
    };
    let table: NameTable | undefined;
    return {
      ...check,
      uri,
      visUri,
      vis,
      version: this.files.versionOf(uri),
      problems: withSeverities(check.problems, this.severities),
      lines: new LineIndex(check.analysis.text),
      names: () => (table ??= nameTable(check.analysis)),
    };
  }

  /**
   * Plans an open script as a whole, which is put off while it is typed.
   *
   * @returns whether that shows more than has been told.
   */
  plan(uri: string): boolean {
    const known = this.made.get(uri);
    if (known === undefined || known.text !== this.files.textOf(uri)) return false;
    const check = known.snapshot.planned();
    if (check === undefined) return false;
    const snapshot = this.snapshotOf(uri, check, known.snapshot.visUri);
    this.made.set(uri, { ...known, snapshot });
    return true;
  }
}
