/** Which names there are at a place of a script. */
import { enclosingFunctions } from '../syntax/enclosing.ts';
import type { FunctionStatement, Module } from '../syntax/tree.ts';
import type { Recording } from './evaluate/recording.ts';
import type { Value } from './values/values.ts';

/** Names with what they stand for, worked out when somebody asks. */
export type NamesInPlace = ReadonlyMap<string, () => Value | undefined>;

export interface NamedPlaces {
  readonly text: string;
  readonly tree: Module;
  /** Names of the module and of the language: at an offset, or all whenever they are bound. */
  readonly moduleNames: (offset: number | undefined) => NamesInPlace;
  /** What tells most of a function of the module. */
  readonly recordingOf: (outermost: FunctionStatement) => Recording;
}

/** Innermost scope first. Functions see every name of the module, whenever it is bound. */
export function namesAt(script: NamedPlaces, offset: number): NamesInPlace {
  const functions = enclosingFunctions(script.tree, script.text, offset);
  const [outermost] = functions;
  const names = new Map<string, () => Value | undefined>();
  if (outermost !== undefined) {
    const { history } = script.recordingOf(outermost);
    for (const owner of [...functions].reverse()) {
      const local = history.namesAt(owner, offset) ?? unknownNames(owner, offset);
      for (const [name, value] of local) if (!names.has(name)) names.set(name, () => value);
    }
  }
  for (const [name, value] of script.moduleNames(outermost === undefined ? offset : undefined)) {
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
