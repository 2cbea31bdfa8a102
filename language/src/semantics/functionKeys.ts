/** All that looking into a function depends on, as a short text. */
import type { FunctionStatement, Module, Statement } from '../syntax/tree.ts';
import { freeNames } from './freeNames.ts';
import type { Recording } from './recording.ts';
import type { ScriptMemory } from './scriptMemory.ts';

interface ScriptParts {
  readonly text: string;
  readonly tree: Module;
  /** @see ParseResult.sourceOf */
  readonly sourceOf: ReadonlyMap<Statement, string>;
  /** Functions that can be looked into, by name. */
  readonly functions: ReadonlyMap<string, FunctionStatement>;
  /** What the script itself has shown. */
  readonly main: Recording;
}

/** Probes make tables for the functions that follow. */
const TRACING = 'pxtrace';

export class FunctionKeys {
  private readonly imported: ReadonlySet<string>;
  private readonly bound: ReadonlySet<string>;
  private readonly importsId: string;
  private restId: string | undefined;
  private readonly isTellable: boolean;

  constructor(
    private readonly script: ScriptParts,
    private readonly memory: ScriptMemory,
  ) {
    const { tree, text, main } = script;
    const imports = tree.statements.filter(
      (node) => node.kind === 'Import' || node.kind === 'ImportFrom',
    );
    this.imported = new Set(
      imports.flatMap(({ names }) => names.map(({ name, alias }) => (alias ?? name).text)),
    );
    this.importsId = memory.idOf(imports.map((node) => this.textOf(node)).join('\n'));
    this.bound = new Set(tree.statements.flatMap(boundName));
    this.isTellable = !main.changesModules && !text.includes(TRACING);
  }

  /** Undefined where what it depends on cannot be told. */
  keyOf(node: FunctionStatement): string | undefined {
    const own = this.isTellable ? this.script.sourceOf.get(node) : undefined;
    if (own === undefined) return undefined;
    const { functions } = this.script;
    const sources = new Map([[node, own]]);
    const others = new Set<string>();
    for (const [one, source] of sources) {
      for (const name of this.freeNamesOf(one, source)) {
        const called = functions.get(name);
        const calledSource = called === undefined ? undefined : this.script.sourceOf.get(called);
        if (called === undefined) others.add(this.mark(name));
        else if (calledSource === undefined) return undefined;
        else sources.set(called, calledSource);
      }
    }
    const [first, ...rest] = [...sources.values()].map((source) => this.memory.idOf(source));
    return [first, ...rest.sort(), this.importsId, ...[...others].sort()].join(' ');
  }

  private freeNamesOf(node: FunctionStatement, source: string): ReadonlySet<string> {
    const known = this.memory.freeNames.get(source);
    if (known !== undefined) return known;
    const names = freeNames(node);
    this.memory.freeNames.set(source, names);
    return names;
  }

  /** A name that is no function to look into, with what it may stand for. */
  private mark(name: string): string {
    if (this.bound.has(name)) return `${name}=${this.rest()}`;
    return this.imported.has(name) ? `${name}!` : name;
  }

  /** Everything that is run when the script is. */
  private rest(): string {
    if (this.restId !== undefined) return this.restId;
    const { tree, functions, main } = this.script;
    const texts = tree.statements
      .filter(
        (node) =>
          node.kind !== 'Function' ||
          functions.get(node.name.text) !== node ||
          main.called.has(node),
      )
      .map((node) => this.textOf(node));
    return (this.restId = this.memory.idOf(texts.join('\n')));
  }

  private textOf({ span }: Statement): string {
    return this.script.text.slice(span.start, span.end);
  }
}

/** The name a statement of the module binds, imports aside. */
function boundName(node: Statement): readonly string[] {
  if (node.kind === 'Function') return [node.name.text];
  if (node.kind !== 'Assign') return [];
  const [target] = node.targets;
  const changed =
    target?.kind === 'Attribute' || target?.kind === 'Subscript' ? target.value : target;
  return changed?.kind === 'Name' ? [changed.id] : [];
}
