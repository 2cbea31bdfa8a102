/**
 * A script as parts that can be evaluated apart from each other: what no name connects cannot
 * change what the other gives.
 */
import { namesIn } from './freeNames.ts';
import type {
  AssignStatement,
  Expression,
  FunctionStatement,
  ImportFromStatement,
  ImportStatement,
  Module,
  Statement,
} from '../../syntax/tree.ts';
import { eachBelow, expressionsOf } from '../../syntax/walk.ts';

/** Statements of the module that names connect, functions and imports aside; in text order. */
export interface Island {
  readonly statements: readonly Statement[];
}

/** What a statement takes from around it, directly or in functions it calls. */
export interface Reach {
  /** In the order in which they are come across. */
  readonly functions: readonly FunctionStatement[];
  /** All names that are not those of functions; in alphabetical order. */
  readonly names: readonly string[];
}

export interface ModuleParts {
  readonly functions: ReadonlyMap<string, FunctionStatement>;
  /** Names that are bound once, before anything reads them, to what needs none of the script. */
  readonly constants: ReadonlyMap<string, AssignStatement>;
  readonly islands: readonly Island[];
  /** The part that binds a name; there is none of a constant. */
  readonly islandOf: ReadonlyMap<string, Island>;
  reachOf(node: Statement): Reach;
  /** What is reached by these names. */
  reach(names: Iterable<string>): Reach;
}

export type NamesOf = (node: Statement) => ReadonlySet<string>;

/** What changes the cluster or the tables is done in the order of the text. */
const ORDERED = /\bpx(?:trace|config)\b/;

/**
 * @param namesOf Names a statement of the module takes from around it, or mentions.
 * @returns undefined for a script whose parts depend on their order in more ways than by names.
 */
export function moduleParts(tree: Module, text: string, namesOf: NamesOf): ModuleParts | undefined {
  if (tree.statements.length === 0 || ORDERED.test(text)) return undefined;
  const functions = new Map<string, FunctionStatement>();
  const imported = new Set<string>();
  const own: Statement[] = [];
  for (const node of tree.docstring === undefined ? tree.statements : tree.statements.slice(1)) {
    if (node.kind === 'Return') return undefined;
    if (node.kind === 'Function') {
      if (functions.has(node.name.text) || node.decorators.length > 0) return undefined;
      functions.set(node.name.text, node);
    } else if (node.kind === 'Import' || node.kind === 'ImportFrom') {
      for (const { name, alias } of node.names) imported.add((alias ?? name).text);
    } else own.push(node);
  }
  const all = new Set(own.flatMap(boundNames));
  const isTwofold = (name: string) => functions.has(name) || imported.has(name);
  if ([...all, ...own.flatMap(changedNames)].some(isTwofold)) return undefined;
  if ([...functions.keys()].some((name) => imported.has(name))) return undefined;
  const headers = [...functions.values()].flatMap(headerNames);
  if (headers.some((name) => all.has(name) || functions.has(name))) return undefined;
  const reach = (names: Iterable<string>) => reachIn(functions, names, namesOf);
  const known = new Map<Statement, Reach>();
  const reachOf = (node: Statement): Reach => {
    const found = known.get(node) ?? reach(namesOf(node));
    known.set(node, found);
    return found;
  };
  if (isEntangled(tree.statements, reachOf)) return undefined;
  if (isReadBefore(tree.statements, reachOf)) return undefined;
  const constants = constantsOf(own, reachOf);
  const bound = new Set([...all].filter((name) => !constants.has(name)));
  const isConstant = new Set<Statement>(constants.values());
  const others = own.filter((node) => !isConstant.has(node));
  const islands = connect(others, bound, reachOf);
  const islandOf = new Map(
    islands.flatMap((one) =>
      one.statements.flatMap(boundNames).map((name): [string, Island] => [name, one]),
    ),
  );
  return { functions, constants, islands, islandOf, reachOf, reach };
}

/** Names a statement of the module gives a value. */
function boundNames(node: Statement): readonly string[] {
  if (node.kind !== 'Assign') return [];
  return node.targets.flatMap((target) => (target.kind === 'Name' ? [target.id] : []));
}

/** Names whose values a statement changes in place. */
function changedNames(node: Statement): readonly string[] {
  if (node.kind !== 'Assign') return [];
  return node.targets.flatMap((target) => (target.kind === 'Name' ? [] : [...namesIn([target])]));
}

/** Functions and names that all statements together may reach; a script of 20,000 lines has fewer. */
const MAX_REACHED = 500_000;

/** Whether functions call so many others that telling parts apart takes longer than it saves. */
function isEntangled(statements: readonly Statement[], reachOf: ModuleParts['reachOf']): boolean {
  let reached = 0;
  return statements.some((node) => {
    const { functions, names } = reachOf(node);
    reached += functions.length + names.length;
    return reached > MAX_REACHED;
  });
}

/** Whether something reads an import or calls a function that comes later, or again as another. */
function isReadBefore(statements: readonly Statement[], reachOf: ModuleParts['reachOf']): boolean {
  const read = new Set<string>();
  const imports = new Map<string, string>();
  return statements.some((node) => {
    if (node.kind === 'Function') return read.has(node.name.text);
    if (node.kind === 'Import' || node.kind === 'ImportFrom') {
      return importsOf(node).some(([name, what]) => {
        const before = imports.get(name);
        imports.set(name, what);
        return read.has(name) && before !== what;
      });
    }
    const { functions, names } = reachOf(node);
    for (const { name } of functions) read.add(name.text);
    for (const name of names) read.add(name);
    return false;
  });
}

/** Names with what they stand for. */
const importsOf = (
  node: ImportStatement | ImportFromStatement,
): readonly (readonly [string, string])[] =>
  node.names.map(({ name, alias }) => {
    const from = node.kind === 'ImportFrom' ? `${node.module?.text ?? ''}.` : '';
    return [(alias ?? name).text, from + name.text];
  });

/** What makes a DataFrame is no constant: what reads it belongs together. */
const MAKES_FRAMES = /^(?:DataFrame$|Get[A-Z])/;

function constantsOf(
  statements: readonly Statement[],
  reachOf: ModuleParts['reachOf'],
): ReadonlyMap<string, AssignStatement> {
  const bindings = new Map<string, number>();
  for (const node of statements) {
    for (const name of [...boundNames(node), ...changedNames(node)]) {
      bindings.set(name, (bindings.get(name) ?? 0) + 1);
    }
  }
  const constants = new Map<string, AssignStatement>();
  /** Names something has read, directly or in a function. */
  const read = new Set<string>();
  for (const node of statements) {
    const { functions, names } = reachOf(node);
    const [target, ...more] = node.kind === 'Assign' ? node.targets : [];
    const name = target?.kind === 'Name' && more.length === 0 ? target.id : undefined;
    const isOnce = name !== undefined && bindings.get(name) === 1 && !read.has(name);
    const isKnown = names.every((one) => one === name || !bindings.has(one) || constants.has(one));
    const readsNothing = functions.length === 0 && isKnown;
    if (node.kind === 'Assign' && isOnce && readsNothing && isPlain(node.value, name)) {
      constants.set(name, node);
    } else for (const one of names) read.add(one);
  }
  return constants;
}

/** Makes no DataFrame, and does not read what it makes. */
function isPlain(value: Expression, name: string): boolean {
  let isPlain = true;
  eachBelow(value, (node) => {
    if (node.kind === 'Name' && node.id === name) isPlain = false;
    if (node.kind === 'Attribute' && MAKES_FRAMES.test(node.name?.text ?? '')) isPlain = false;
  });
  return isPlain;
}

/** Names that are read when a function is defined. */
const headerNames = (node: FunctionStatement): readonly string[] => [
  ...namesIn(expressionsOf(node)),
];

function reachIn(
  functions: ReadonlyMap<string, FunctionStatement>,
  names: Iterable<string>,
  namesOf: NamesOf,
): Reach {
  const reached = new Set<FunctionStatement>();
  const others = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const called = functions.get(name);
    if (called === undefined) others.add(name);
    else if (!reached.has(called)) {
      reached.add(called);
      for (const one of namesOf(called)) pending.push(one);
    }
  }
  return { functions: [...reached], names: [...others].sort() };
}

/** Puts together what shares a name. */
function connect(
  statements: readonly Statement[],
  bound: ReadonlySet<string>,
  reachOf: ModuleParts['reachOf'],
): readonly Island[] {
  const groupOf = new Map<string, number>();
  const parents: number[] = [];
  const rootOf = (index: number): number => {
    const parent = parents[index] ?? index;
    return parent === index ? index : (parents[index] = rootOf(parent));
  };
  statements.forEach((node, index) => {
    parents.push(index);
    for (const name of reachOf(node).names) {
      if (!bound.has(name)) continue;
      const other = groupOf.get(name);
      if (other === undefined) groupOf.set(name, index);
      else parents[rootOf(index)] = rootOf(other);
    }
  });
  const islands = new Map<number, Statement[]>();
  statements.forEach((node, index) => {
    const root = rootOf(index);
    const known = islands.get(root);
    if (known === undefined) islands.set(root, [node]);
    else known.push(node);
  });
  return [...islands.values()].map((one) => ({ statements: one }));
}
