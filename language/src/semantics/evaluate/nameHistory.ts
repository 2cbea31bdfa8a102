/** Which names a script had where. A scope's names are those of its last evaluation. */
import type { FunctionStatement } from '../../syntax/tree.ts';
import type { Value } from '../values/values.ts';

interface Binding {
  /** From this offset on. */
  readonly from: number;
  readonly name: string;
  readonly value: Value;
}

/** The function whose scope it is; undefined for the module's. */
export type ScopeOwner = FunctionStatement | undefined;

export class NameHistory {
  private readonly bindings = new Map<ScopeOwner, Binding[]>();

  /** Forgets what an earlier evaluation gave. */
  begin(owner: ScopeOwner): void {
    this.bindings.set(owner, []);
  }

  add(owner: ScopeOwner, binding: Binding): void {
    this.bindings.get(owner)?.push(binding);
  }

  /** Undefined for a function that has not been evaluated. */
  namesAt(owner: ScopeOwner, offset: number): ReadonlyMap<string, Value> | undefined {
    const found = this.bindings.get(owner);
    if (found === undefined) return undefined;
    const names = new Map<string, Value>();
    for (const { from, name, value } of found) if (from <= offset) names.set(name, value);
    return names;
  }
}
