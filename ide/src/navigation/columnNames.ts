/** Columns as the script writes them: which places name one and the same column. */
import {
  type Analysis,
  type ColumnOrigin,
  type ColumnUse,
  type CallExpression,
  type Expression,
  type Span,
  eachExpression,
} from '#language';

/** A word of the script that names a column. */
export interface ColumnMention {
  /** The word, without dot or quotes. */
  readonly span: Span;
  readonly access: 'read' | 'write';
  readonly form: 'attribute' | 'text' | 'keyword';
  /** What a new name has to replace: with the dot, with the quotes where the text has escapes. */
  readonly extent: Span;
  readonly origins: readonly ColumnOrigin[];
}

/** One column to the author, however many DataFrames it passes. */
export interface ScriptColumn {
  readonly name: string;
  readonly origins: readonly ColumnOrigin[];
  readonly mentions: readonly ColumnMention[];
  /** Uses that cannot be written otherwise here: see ColumnUse. */
  readonly hidden: readonly ColumnUse[];
}

/** Where an origin is to be shown: the word that makes it, and the whole that it is part of. */
export interface OriginPlace {
  readonly span: Span;
  readonly extent: Span;
}

export interface ColumnTable {
  readonly columns: readonly ScriptColumn[];
  columnOf(origin: ColumnOrigin): ScriptColumn | undefined;
  placeOf(origin: ColumnOrigin): OriginPlace;
}

interface Word {
  readonly span: Span;
  readonly form: ColumnMention['form'];
  readonly extent: Span;
}

const keyOf = ({ start, end }: Span): string => `${String(start)} ${String(end)}`;

/** The text between the quotes; undefined where it is not written as it reads. */
export function insideQuotes(text: string, { start, end }: Span, value: string): Span | undefined {
  const [, prefix = '', quote = ''] =
    /^([A-Za-z]*)('''|"""|'|")/.exec(text.slice(start, end)) ?? [];
  const inner = { start: start + prefix.length + quote.length, end: end - quote.length };
  return quote !== '' && text.slice(inner.start, inner.end) === value ? inner : undefined;
}

export function columnTable(analysis: Analysis): ColumnTable {
  const lineage = analysis.lineage();
  const { words, calls, dangling } = readTree(analysis);
  const groups = new Groups();
  for (const [one, other] of lineage.links) groups.join(one, other);
  const uses = lineage.uses.filter(({ access }) => access !== 'implicit');
  const byWord = new Map<string, ColumnUse[]>();
  for (const use of uses) {
    const key = `${keyOf(use.span)} ${use.name}`;
    const list = byWord.get(key) ?? [];
    list.push(use);
    byWord.set(key, list);
  }
  const known = new Set(uses.map(({ span }) => keyOf(span)));
  for (const { span, base, name } of dangling) {
    if (known.has(keyOf(span))) continue;
    const origins = lineage.columnsOf(base)?.get(name);
    if (origins !== undefined && origins.length > 0) {
      byWord.set(`${keyOf(span)} ${name}`, [{ span, name, access: 'read', origins }]);
    }
  }
  for (const list of byWord.values()) {
    const [first, ...others] = list.flatMap(({ origins }) => origins);
    for (const other of others) if (first !== undefined) groups.join(first, other);
  }
  const columns = new Map<ColumnOrigin, OpenColumn>();
  const columnFor = (origin: ColumnOrigin): OpenColumn => {
    const root = groups.find(origin);
    const found = columns.get(root) ?? { name: root.name, origins: [], mentions: [], hidden: [] };
    columns.set(root, found);
    if (!found.origins.includes(origin)) found.origins.push(origin);
    return found;
  };
  for (const list of byWord.values()) {
    const origins = [...new Set(list.flatMap((use) => use.origins))];
    const [first] = origins;
    const [use] = list;
    if (first === undefined || use === undefined) continue;
    const column = columnFor(first);
    for (const origin of origins) columnFor(origin);
    const word = words.get(keyOf(use.span));
    const access = list.some((one) => one.access === 'write') ? 'write' : 'read';
    if (word === undefined) column.hidden.push(use);
    else column.mentions.push({ ...word, access, origins });
  }
  for (const use of lineage.uses) {
    const [first] = use.origins;
    if (use.access === 'implicit' && first !== undefined) columnFor(first).hidden.push(use);
  }
  for (const set of lineage.columnSets) for (const all of set.values()) all.forEach(columnFor);
  for (const { mentions } of columns.values()) mentions.sort((a, b) => a.span.start - b.span.start);
  return {
    columns: [...columns.values()],
    columnOf: (origin) => columns.get(groups.find(origin)),
    placeOf: (origin) => placeOf(origin, words, calls),
  };
}

type OpenColumn = ScriptColumn & {
  readonly origins: ColumnOrigin[];
  readonly mentions: ColumnMention[];
  readonly hidden: ColumnUse[];
};

/** Origins that belong together. */
class Groups {
  private readonly above = new Map<ColumnOrigin, ColumnOrigin>();

  find(one: ColumnOrigin): ColumnOrigin {
    let root = one;
    for (let next = this.above.get(root); next !== undefined; next = this.above.get(root)) {
      root = next;
    }
    if (root !== one) this.above.set(one, root);
    return root;
  }

  join(one: ColumnOrigin, other: ColumnOrigin): void {
    const [a, b] = [this.find(one), this.find(other)];
    if (a !== b) this.above.set(a, b);
  }
}

interface TreeWords {
  readonly words: ReadonlyMap<string, Word>;
  readonly calls: ReadonlyMap<string, CallExpression>;
  /** Columns of DataFrames that are written and used by no operator, as while typing. */
  readonly dangling: readonly {
    readonly span: Span;
    readonly base: Expression;
    readonly name: string;
  }[];
}

function readTree({ tree, text }: Analysis): TreeWords {
  const words = new Map<string, Word>();
  const calls = new Map<string, CallExpression>();
  const dangling: { span: Span; base: Expression; name: string }[] = [];
  eachExpression(tree, (node) => {
    switch (node.kind) {
      case 'Attribute': {
        if (node.name === undefined) return;
        const { span, text: name } = node.name;
        const extent = { start: node.at, end: span.end };
        words.set(keyOf(node.span), { span, form: 'attribute', extent });
        dangling.push({ span: node.span, base: node.value, name });
        return;
      }
      case 'String': {
        const inner = insideQuotes(text, node.span, node.value);
        const span = inner ?? node.span;
        words.set(keyOf(node.span), { span, form: 'text', extent: span });
        return;
      }
      case 'Subscript': {
        const { index } = node;
        if (index.kind !== 'Index' || index.value.kind !== 'String') return;
        dangling.push({ span: index.value.span, base: node.value, name: index.value.value });
        return;
      }
      case 'Call':
        calls.set(keyOf(node.span), node);
        for (const { name } of node.keywords) {
          words.set(keyOf(name.span), { span: name.span, form: 'keyword', extent: name.span });
        }
        return;
      default:
    }
  });
  return { words, calls, dangling };
}

function placeOf(
  { span }: ColumnOrigin,
  words: TreeWords['words'],
  calls: TreeWords['calls'],
): OriginPlace {
  const word = words.get(keyOf(span));
  if (word !== undefined) return { span: word.span, extent: span };
  const call = calls.get(keyOf(span));
  if (call === undefined) return { span, extent: span };
  const { callee } = call;
  const name = callee.kind === 'Attribute' ? callee.name?.span : callee.span;
  return { span: name ?? callee.span, extent: span };
}
