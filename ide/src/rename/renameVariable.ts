/** Another name for a variable, parameter, function or import. */
import { KEYWORDS } from '#language';
import type { Refused, RenameContext, RenameEdit, Renamed } from './renaming.ts';
import type { Variable, VariableScope } from '../navigation/variables.ts';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const GLOBALS: ReadonlySet<string> = new Set([
  'True',
  'False',
  'None',
  'str',
  'int',
  'float',
  'bool',
  'list',
  '__doc__',
]);

export const isIdentifier = (name: string): boolean => IDENTIFIER.test(name) && !KEYWORDS.has(name);

export function renameVariable(
  context: RenameContext,
  variable: Variable,
  newName: string,
): Renamed | Refused {
  if (!IDENTIFIER.test(newName)) {
    return { refusal: `'${newName}' cannot be a name: use letters, digits and _.` };
  }
  if (KEYWORDS.has(newName)) return { refusal: `'${newName}' is a word of the language.` };
  if (newName === variable.name) return { script: [], vis: [] };
  const clash = clashOf(context, variable, newName);
  if (clash !== undefined) return { refusal: clash };
  const script = variable.uses.map(({ span, form, bindings }): RenameEdit => {
    // An import is called otherwise by an alias: what it imports stays.
    const [binding] = bindings;
    const imported = binding?.span === span ? binding.imported : undefined;
    if (form === 'name' && imported !== undefined && imported.alias === undefined) {
      return { span: { start: span.end, end: span.end }, newText: ` as ${newName}` };
    }
    return { span, newText: newName };
  });
  const mentions = context.vis?.mentions ?? [];
  const vis = mentions
    .filter(({ symbol }) => symbol.kind === 'variable' && symbol.variable === variable)
    .map(({ span }) => ({ span, newText: newName }));
  return { script, vis };
}

/** Another variable of that name that would be hidden, or would hide this one. */
function clashOf(
  { analysis, names }: RenameContext,
  variable: Variable,
  newName: string,
): string | undefined {
  if (GLOBALS.has(newName)) return `'${newName}' is a name of the language.`;
  const taken = (other: Variable) => {
    const [binding] = other.bindings;
    const line = analysis.text.slice(0, binding?.span.start).split('\n').length;
    return `There is already a '${newName}', in line ${String(line)}.`;
  };
  const own = variable.scope.variables.get(newName);
  if (own !== undefined) return taken(own);
  for (const { scope } of variable.uses) {
    const between = scopesUpTo(scope, variable.scope).find((one) => one.variables.has(newName));
    const other = between?.variables.get(newName);
    if (other !== undefined) return taken(other);
  }
  const hidden = names.variables.variables.find(
    (other) =>
      other.name === newName &&
      other.uses.some(({ scope }) => isInside(scope, variable.scope)) &&
      isInside(variable.scope, other.scope),
  );
  return hidden === undefined ? undefined : taken(hidden);
}

function scopesUpTo(scope: VariableScope, outer: VariableScope): readonly VariableScope[] {
  const found: VariableScope[] = [];
  for (let one: VariableScope | undefined = scope; one !== undefined; one = one.parent) {
    if (one === outer) return found;
    found.push(one);
  }
  // A keyword argument stands outside the function whose parameter it names.
  return [];
}

function isInside(scope: VariableScope, outer: VariableScope): boolean {
  for (let one: VariableScope | undefined = scope; one !== undefined; one = one.parent) {
    if (one === outer) return true;
  }
  return false;
}
