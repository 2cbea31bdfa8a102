/** Which names there are at a place of a script. */
import { enclosingFunctions } from '../syntax/enclosing.ts';
import type { FunctionStatement, Module } from '../syntax/tree.ts';
import type { Recording } from './recording.ts';
import type { Scope } from './scope.ts';
import type { Value } from './values.ts';

export interface NamedPlaces {
  readonly text: string;
  readonly tree: Module;
  readonly moduleScope: Scope;
  readonly globals: Scope;
  /** What tells most of the place, where `outermost` is the function of the module around it. */
  readonly recordingOf: (outermost: FunctionStatement | undefined) => Recording;
}

/** Innermost scope first. Functions see every name of the module, whenever it is bound. */
export function namesAt(script: NamedPlaces, offset: number): ReadonlyMap<string, Value> {
  const { moduleScope, globals } = script;
  const functions = enclosingFunctions(script.tree, script.text, offset);
  const { history } = script.recordingOf(functions[0]);
  const moduleNames = functions.length > 0 ? moduleScope.all() : history.namesAt(undefined, offset);
  const names = new Map<string, Value>();
  for (const owner of [...functions].reverse()) {
    const local = history.namesAt(owner, offset) ?? unknownNames(owner, offset);
    for (const [name, value] of local) if (!names.has(name)) names.set(name, value);
  }
  for (const [name, value] of [...(moduleNames ?? []), ...globals.all()]) {
    if (!names.has(name)) names.set(name, value);
  }
  return names;
}

/** Names of a function that could not be evaluated. */
function unknownNames(owner: FunctionStatement, offset: number): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>();
  const unknown = (name: string) =>
    names.set(name, { kind: 'unknown', place: { at: owner.at, span: owner.name.span } });
  for (const { name } of owner.parameters) unknown(name.text);
  for (const node of owner.body.statements) {
    const [target] = node.kind === 'Assign' && node.span.end <= offset ? node.targets : [];
    if (target?.kind === 'Name') unknown(target.id);
  }
  return names;
}
