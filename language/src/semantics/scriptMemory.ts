/**
 * What earlier versions of a script have left, so that an edit costs what it touches. The answer is
 * the same with and without it.
 */
import type { Catalog } from '../catalog/catalog.ts';
import { Pieces } from '../syntax/pieces.ts';
import { Recent } from '../text/recent.ts';
import type { KnownCall } from './sampleCalls.ts';
import type { KnownFindings } from './warnings/findings.ts';

/** For one document. */
export class ScriptMemory {
  readonly pieces = new Pieces();
  /** What calling a function with sample arguments has shown, by all that it depends on. */
  readonly calls = new Recent<KnownCall>();
  /** What is doubtful in a function, by all that it depends on. */
  readonly findings = new Recent<KnownFindings>();
  /** Names a function takes from around it, by its text. */
  readonly freeNames = new Recent<ReadonlySet<string>>();
  /** Short names of texts. */
  private readonly ids = new Recent<string>();
  private nextId = 0;
  private catalog: Catalog | undefined;

  /** Another version is about to be looked at. */
  beginVersion(catalog: Catalog): void {
    if (catalog !== this.catalog) {
      this.calls.clear();
      this.findings.clear();
    }
    this.catalog = catalog;
    for (const one of [this.calls, this.findings, this.freeNames, this.ids]) one.beginRound();
  }

  /** The same for the same text, as long as it is in use. */
  idOf(text: string): string {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    this.nextId += 1;
    const id = String(this.nextId);
    this.ids.set(text, id);
    return id;
  }
}
