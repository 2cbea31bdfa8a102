/**
 * What earlier versions of a script have left, so that an edit costs what it touches. The answer is
 * the same with and without it.
 */
import type { Catalog } from '../../catalog/catalog.ts';
import { Pieces } from '../../syntax/pieces.ts';
import type { Statement } from '../../syntax/tree.ts';
import { Recent } from '../../text/recent.ts';
import { freeNames, namesIn } from './freeNames.ts';
import type { KnownUnit } from './knownUnit.ts';
import type { KnownFindings } from '../warnings/findings.ts';

/** For one document. */
export class ScriptMemory {
  readonly pieces = new Pieces();
  /** What evaluating a part has shown, by all that it depends on. */
  readonly units = new Recent<KnownUnit>();
  /** What is doubtful in a statement, by all that it depends on. */
  readonly findings = new Recent<KnownFindings>();
  private readonly names = new Recent<ReadonlySet<string>>();
  /** Short names of texts. */
  private readonly ids = new Recent<string>();
  private nextId = 0;
  private catalog: Catalog | undefined;

  /** Another version is about to be looked at. */
  beginVersion(catalog: Catalog): void {
    if (catalog !== this.catalog) {
      this.units.clear();
      this.findings.clear();
    }
    this.catalog = catalog;
    for (const one of [this.units, this.findings, this.names, this.ids]) one.beginRound();
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

  /**
   * Names a function takes from around it; of another statement those it mentions.
   *
   * @param sourceOf `ParseResult.sourceOf`
   */
  namesOf(node: Statement, sourceOf: ReadonlyMap<Statement, string>): ReadonlySet<string> {
    const source = sourceOf.get(node);
    const known = source === undefined ? undefined : this.names.get(source);
    if (known !== undefined) return known;
    const names = node.kind === 'Function' ? freeNames(node) : namesIn([node]);
    if (source !== undefined) this.names.set(source, names);
    return names;
  }
}
