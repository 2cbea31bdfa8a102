/** All that evaluating a part of a script depends on, as a short text. */
import type { Statement } from '../syntax/tree.ts';
import { namesIn } from './freeNames.ts';
import type { Island, ModuleParts } from './moduleParts.ts';
import type { ScriptMemory } from './scriptMemory.ts';

/** A part of a script and what it reaches. */
export interface KeyedPart {
  /** Undefined where what it depends on cannot be told. */
  readonly key: string | undefined;
  /** The statements whose text the key stands for, the part's own first. */
  readonly members: readonly Statement[];
  /** Parts that bind names it reads. */
  readonly needs: readonly Island[];
}

export interface KeyedScript {
  readonly parts: ModuleParts;
  /** @see ParseResult.sourceOf */
  readonly sourceOf: ReadonlyMap<Statement, string>;
  /** The text of each import. */
  readonly imports: readonly string[];
  /** What evaluating any part depends on, whatever its text. */
  readonly environment: string;
}

export class UnitKeys {
  private readonly importsId: string;
  private readonly islands = new Map<Island, KeyedPart>();
  private readonly marks = new Map<string, string>();

  constructor(
    private readonly script: KeyedScript,
    private readonly memory: ScriptMemory,
  ) {
    this.importsId = memory.idOf([script.environment, ...script.imports].join('\n'));
  }

  ofIsland(island: Island): KeyedPart {
    const known = this.islands.get(island);
    if (known !== undefined) return known;
    const keyed = this.of(island.statements, island);
    this.islands.set(island, keyed);
    return keyed;
  }

  /** @param own The part itself, if it is one that binds names. */
  of(roots: readonly Statement[], own?: Island): KeyedPart {
    const { parts, sourceOf } = this.script;
    const names = new Set<string>();
    for (const root of roots)
      for (const name of this.memory.namesOf(root, sourceOf)) names.add(name);
    const { functions, bound, others } = parts.reach(names);
    const called = functions.filter((node) => !roots.includes(node));
    const islands = new Set<Island>();
    const marks = [...others].sort().map((name) => this.markOf(name));
    for (const name of [...bound].sort()) {
      const island = parts.islandOf.get(name);
      if (island === undefined || island === own) continue;
      islands.add(island);
      marks.push(`${name}=${this.idOfKey(this.ofIsland(island))}`);
    }
    const members = [...roots, ...called];
    const ids = members.map((node) => this.idOf(node));
    const isTold = !ids.includes('') && !marks.some((one) => one.endsWith('='));
    const texts = [String(roots.length), ...ids, this.importsId, ...marks].join(' ');
    return { key: isTold ? texts : undefined, members, needs: [...islands] };
  }

  /** A name from outside all parts, with the text of the constants it stands for. */
  private markOf(name: string): string {
    const known = this.marks.get(name);
    if (known !== undefined) return known;
    const constant = this.script.parts.constants.get(name);
    const inside = constant === undefined ? [] : [...namesIn([constant.value])].sort();
    const ids =
      constant === undefined ? [] : [this.idOf(constant), ...inside.map((one) => this.markOf(one))];
    const mark =
      constant === undefined
        ? name
        : `${name}=${ids.includes('') ? '' : this.memory.idOf(ids.join())}`;
    this.marks.set(name, mark);
    return mark;
  }

  private idOf(node: Statement): string {
    const source = this.script.sourceOf.get(node);
    return source === undefined ? '' : this.memory.idOf(source);
  }

  private idOfKey({ key }: KeyedPart): string {
    return key === undefined ? '' : this.memory.idOf(key);
  }
}
