/** Reads the scripts that are shipped as examples and templates, with their vis.json. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface VisArgument {
  readonly name: string;
  readonly variable?: string;
  readonly value?: string;
}
export interface VisFunction {
  readonly name: string;
  readonly args?: readonly VisArgument[];
}
interface VisWidget {
  readonly name: string;
  readonly position: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly func?: VisFunction;
  readonly globalFuncOutputName?: string;
  readonly displaySpec: Readonly<Record<string, unknown>>;
}
export interface Vis {
  readonly variables?: readonly {
    readonly name: string;
    readonly type: string;
    readonly description?: string;
    readonly defaultValue?: string;
  }[];
  readonly globalFuncs?: readonly { readonly outputName: string; readonly func: VisFunction }[];
  readonly widgets: readonly VisWidget[];
}
export interface Example {
  readonly name: string;
  readonly script: string;
  readonly vis: Vis;
}

const folderOf = (name: string): string => join(import.meta.dirname, '../..', name);

export const readExamples = (): readonly Example[] => scriptsIn(folderOf('examples'));

/** Templates are held to what examples are. */
export const readShipped = (): readonly Example[] => [
  ...readExamples(),
  ...scriptsIn(folderOf('templates')),
];

function scriptsIn(folder: string): readonly Example[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => ({
      name,
      script: readFileSync(join(folder, name, `${name}.pxl`), 'utf8'),
      vis: JSON.parse(readFileSync(join(folder, name, 'vis.json'), 'utf8')) as Vis,
    }));
}

/** The functions a vis.json calls, as a client asks for them, with all defaults. */
export function executedFunctions(vis: Vis) {
  const defaults = new Map(vis.variables?.map((each) => [each.name, each.defaultValue ?? '']));
  const calls = [
    ...(vis.globalFuncs ?? []).map(({ outputName, func }) => ({ outputName, func })),
    ...vis.widgets.flatMap(({ name, func }) => (func ? [{ outputName: name, func }] : [])),
  ];
  return calls.map(({ outputName, func }) => ({
    funcName: func.name,
    outputTablePrefix: outputName,
    args: (func.args ?? []).map(({ name, value, variable }) => ({
      name,
      value: value ?? defaults.get(variable ?? '') ?? '',
    })),
  }));
}

/** Names of columns that a widget's display uses: every text field whose name says so. */
export function columnsOfDisplay(spec: Readonly<Record<string, unknown>>): readonly string[] {
  const columns: string[] = [];
  const visit = (key: string, value: unknown): void => {
    if (typeof value === 'string') {
      if (/Column$|^(value|series|stackBy|groupBy|label)$/.test(key) && value !== '')
        columns.push(value);
    } else if (Array.isArray(value)) {
      for (const each of value) visit(key === 'edgeHoverInfo' ? 'hoverColumn' : key, each);
    } else if (typeof value === 'object' && value !== null && !/Axis$/.test(key)) {
      for (const [name, inner] of Object.entries(value)) visit(name, inner);
    }
  };
  visit('', spec);
  return columns;
}
