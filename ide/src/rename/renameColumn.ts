/** Another name for a column that the script makes. */
import { type ColumnOrigin, METHOD_NAMES } from '#language';
import type { ColumnMention, ScriptColumn } from '../navigation/columnNames.ts';
import type { Refused, RenameContext, RenameEdit, Renamed } from './renaming.ts';
import { isIdentifier } from './renameVariable.ts';

export function columnRefusal(
  { analysis }: RenameContext,
  { name, origins, hidden, mentions }: ScriptColumn,
): string | undefined {
  for (const { kind, source, suffixed } of origins) {
    if (kind === 'table' || kind === 'tableFunction') {
      const what = kind === 'table' ? `the table ${source ?? ''}` : `px.${source ?? ''}`;
      return `'${name}' is a column of ${what}: only columns made in the script can be renamed.`;
    }
    if (suffixed !== undefined) {
      const base = suffixed.base[0]?.name ?? '';
      return `'${name}' is '${base}' with a suffix of merge(): rename '${base}' or change the suffix.`;
    }
  }
  const implicit = hidden.find(({ access }) => access === 'implicit');
  if (implicit !== undefined) {
    const reader = analysis.text.slice(implicit.span.start, implicit.span.end);
    return `'${name}' has to keep its name: ${reader} is worked out from it.`;
  }
  if (hidden.length > 0 || mentions.every(({ access }) => access !== 'write')) {
    return `'${name}' is also named by something that is not written in this script as it reads.`;
  }
  return undefined;
}

export function renameColumn(
  context: RenameContext,
  column: ScriptColumn,
  newName: string,
): Renamed | Refused {
  if (newName === '') return { refusal: 'A column needs a name.' };
  if (newName === column.name) return { script: [], vis: [] };
  const planned = planNames(context, column, newName);
  if ('refusal' in planned) return planned;
  // A Vega spec is a text inside the vis.json: what it means by a name is not known here.
  const inSpec = [...planned].find(([{ name }]) => context.vis?.text.includes(`\\"${name}\\"`));
  if (inSpec !== undefined) {
    return {
      refusal: `A Vega spec in vis.json names '${inSpec[0].name}' too: change it there first.`,
    };
  }
  const clash = clashOf(context, planned);
  if (clash !== undefined) return { refusal: clash };
  const script: RenameEdit[] = [];
  for (const [one, name] of planned) {
    for (const mention of one.mentions) {
      if (mention.form === 'keyword' && !isIdentifier(name)) {
        return {
          refusal: `'${name}' cannot be the name of an aggregate: use letters, digits and _.`,
        };
      }
      script.push(editOf(context.analysis.text, mention, name));
    }
  }
  const mentions = context.vis?.mentions ?? [];
  const vis = mentions.flatMap(({ span, symbol }) => {
    const name = symbol.kind === 'column' ? planned.get(symbol.column) : undefined;
    return name === undefined ? [] : [{ span, newText: JSON.stringify(name).slice(1, -1) }];
  });
  return { script, vis };
}

type PlannedNames = ReadonlyMap<ScriptColumn, string>;

/** The column's new name, and those of columns that merges make of it. */
function planNames(
  { names: { columns } }: RenameContext,
  column: ScriptColumn,
  newName: string,
): PlannedNames | Refused {
  const planned = new Map([[column, newName]]);
  const nameNow = (origins: readonly ColumnOrigin[]): string | undefined => {
    const [first] = origins;
    const owner = first && columns.columnOf(first);
    return (owner && planned.get(owner)) ?? first?.name;
  };
  // Each round may rename what a further merge starts from.
  for (let before = 0; before < planned.size;) {
    before = planned.size;
    for (const one of columns.columns) {
      for (const { suffixed, name } of one.origins) {
        if (suffixed === undefined) continue;
        const base = nameNow(suffixed.base) ?? '';
        const wanted = base === nameNow(suffixed.other) ? base + suffixed.suffix : base;
        const known = planned.get(one) ?? name;
        if (wanted === known) continue;
        if (planned.has(one) || one.origins.some((other) => other.kind !== 'suffixed')) {
          return { refusal: `After a merge '${name}' would need two names.` };
        }
        planned.set(one, wanted);
      }
    }
  }
  for (const [one] of planned) {
    if (one === column || one.hidden.length === 0) continue;
    return { refusal: `'${one.name}', made of it by a merge, has to keep its name.` };
  }
  return planned;
}

/** A DataFrame that would have two columns of one name. */
function clashOf(
  { analysis, names: { columns } }: RenameContext,
  planned: PlannedNames,
): string | undefined {
  for (const set of analysis.lineage().columnSets) {
    const touched = [...planned].some(([{ name }]) => set.has(name));
    if (!touched) continue;
    const seen = new Set<string>();
    for (const [name, origins] of set) {
      const [first] = origins;
      const owner = first && columns.columnOf(first);
      const now = (owner && planned.get(owner)) ?? name;
      if (seen.has(now))
        return `There is already a column '${now}' in a DataFrame that has this one.`;
      seen.add(now);
    }
  }
  return undefined;
}

function editOf(text: string, { form, span, extent }: ColumnMention, name: string): RenameEdit {
  if (form === 'keyword') return { span, newText: name };
  if (form === 'attribute') {
    const fits = isIdentifier(name) && !METHOD_NAMES.includes(name) && name !== 'ctx';
    return fits ? { span, newText: name } : { span: extent, newText: `[${quoted(name, "'")}]` };
  }
  const before = text[span.start - 1];
  const isWhole = before !== "'" && before !== '"';
  if (isWhole) return { span, newText: quoted(name, "'") };
  return { span, newText: quoted(name, before).slice(1, -1) };
}

/** A text as the language writes it. */
function quoted(text: string, quote: "'" | '"'): string {
  const escaped = text.replaceAll(/[\\\n\r\t]/g, (one) => ESCAPES[one] ?? one);
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
