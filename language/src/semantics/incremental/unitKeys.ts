/** All that evaluating a part of a script depends on, as a short text. */
import type { Statement } from '../../syntax/tree.ts';
import type { Island, ModuleParts, Reach } from './moduleParts.ts';
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
    const { parts } = this.script;
    const { functions, names } = this.reachOf(roots);
    const islands = new Set<Island>();
    const texts = [String(roots.length), this.importsId];
    const members = [...roots, ...functions.filter((node) => !roots.includes(node))];
    for (const node of members) texts.push(this.idOf(node));
    for (const name of names) {
      const island = parts.islandOf.get(name);
      if (island === undefined) texts.push(this.markOf(name));
      else if (island !== own) {
        islands.add(island);
        texts.push(this.markOfIsland(name, island));
      }
    }
    // The text itself is as long as the script has functions.
    const key = texts.includes('') ? undefined : this.memory.idOf(texts.join(' '));
    return { key, members, needs: [...islands] };
  }

  private reachOf(roots: readonly Statement[]): Reach {
    const { parts } = this.script;
    const [only, ...more] = roots;
    if (only !== undefined && more.length === 0) return parts.reachOf(only);
    const all = roots.map((root) => parts.reachOf(root));
    return {
      functions: [...new Set(all.flatMap(({ functions }) => functions))],
      names: [...new Set(all.flatMap(({ names }) => names))].sort(),
    };
  }

  private markOfIsland(name: string, island: Island): string {
    const { key } = this.ofIsland(island);
    return key === undefined ? '' : `${name}=${key}`;
  }

  /** A name from outside all parts, with the text of the constants it stands for. */
  private markOf(name: string): string {
    const known = this.marks.get(name);
    if (known !== undefined) return known;
    const constant = this.script.parts.constants.get(name);
    const mark = constant === undefined ? name : this.markOfConstant(name, constant);
    this.marks.set(name, mark);
    return mark;
  }

  private markOfConstant(name: string, constant: Statement): string {
    const { names } = this.script.parts.reachOf(constant);
    const inside = names.filter((one) => one !== name).map((one) => this.markOf(one));
    const ids = [this.idOf(constant), ...inside];
    return ids.includes('') ? '' : `${name}=${this.memory.idOf(ids.join(' '))}`;
  }

  /** Empty where it cannot be told. */
  private idOf(node: Statement): string {
    const source = this.script.sourceOf.get(node);
    return source === undefined ? '' : this.memory.idOf(source);
  }
}
