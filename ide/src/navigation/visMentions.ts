/** What the words of a vis.json mean: functions, parameters and columns of its script, or its own. */
import type { Analysis, Span } from '#language';
import { visNames, type VisName, type Vis } from '#vis';
import type { NameTable, ScriptSymbol } from './names.ts';

/** A name that only the vis.json knows. */
export interface VisOwnSymbol {
  readonly kind: 'visVariable' | 'visOutput';
  readonly name: string;
}

export interface VisMention {
  /** Between the quotes. */
  readonly span: Span;
  /** The same object for every mention of the same thing. */
  readonly symbol: ScriptSymbol | VisOwnSymbol;
  readonly isDefinition: boolean;
}

interface Script {
  readonly analysis: Analysis;
  readonly names: NameTable;
}

/** In text order; words that mean nothing in the script are left out. */
export function visMentions(vis: Vis, script: Script | undefined): readonly VisMention[] {
  const own = new Map<string, VisOwnSymbol>();
  const ownSymbol = (kind: VisOwnSymbol['kind'], name: string): VisOwnSymbol => {
    const key = `${kind} ${name}`;
    const symbol = own.get(key) ?? { kind, name };
    own.set(key, symbol);
    return symbol;
  };
  return visNames(vis).flatMap((name): readonly VisMention[] => {
    const { span } = name;
    if (name.kind === 'variable' || name.kind === 'output') {
      const kind = name.kind === 'variable' ? 'visVariable' : 'visOutput';
      return [{ span, symbol: ownSymbol(kind, name.name), isDefinition: name.isDefinition }];
    }
    const symbol = script && symbolOf(name, script);
    return symbol === undefined ? [] : [{ span, symbol, isDefinition: false }];
  });
}

function symbolOf(name: VisName, { analysis, names }: Script): ScriptSymbol | undefined {
  switch (name.kind) {
    case 'function':
      return functionSymbol(names, name.name);
    case 'argument': {
      const found = functionVariable(names, name.functionName);
      const definition = found?.bindings.findLast(
        (one) => one.definition !== undefined,
      )?.definition;
      const scope = definition && names.variables.scopeOf(definition);
      const parameter = scope?.variables.get(name.name);
      if (parameter?.kind !== 'parameter') return undefined;
      return names.symbolOfVariable(parameter);
    }
    case 'column':
      return name.functionName === undefined
        ? undefined
        : columnSymbol(name.name, name.functionName, analysis, names);
    case 'variable':
    case 'output':
      return undefined;
  }
}

function functionVariable({ variables }: NameTable, name: string) {
  const found = variables.module.variables.get(name);
  return found?.bindings.some(({ kind }) => kind === 'function') === true ? found : undefined;
}

function functionSymbol(names: NameTable, name: string): ScriptSymbol | undefined {
  const found = functionVariable(names, name);
  return found && names.symbolOfVariable(found);
}

function columnSymbol(
  column: string,
  functionName: string,
  analysis: Analysis,
  names: NameTable,
): ScriptSymbol | undefined {
  for (const columns of analysis.lineage().columnsOfResult(functionName)) {
    const [origin] = columns.get(column) ?? [];
    const found = origin && names.columns.columnOf(origin);
    if (found !== undefined) return names.symbolOfColumn(found);
  }
  return undefined;
}
