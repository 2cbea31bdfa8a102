/** What modules offer, by name. */
import type { Catalog } from '../../catalog/catalog.ts';
import { ScriptGraph } from '../graph.ts';
import type { FunctionValue, Value } from '../values.ts';
import { builtinModule } from './pxModule.ts';

export const MODULE_NAMES: readonly string[] = ['px', 'pxtrace', 'pxconfig', 'pxviews'];

/** The value at a path such as `px`, `otel`, `metric`; undefined where there is none. */
function memberAt([module = '', ...names]: readonly string[], catalog: Catalog): Value | undefined {
  let value = builtinModule(module, {
    ...{ catalog, graph: new ScriptGraph(catalog), nowNs: 0n },
    ...{ executesFunctions: false, reservedNames: new Set() },
  });
  for (const name of names) {
    value = value?.kind === 'module' ? value.attributes.get(name) : undefined;
  }
  return value;
}

/** Names a module has. */
export function memberNames(path: readonly string[], catalog: Catalog): readonly string[] {
  const value = memberAt(path, catalog);
  return value?.kind === 'module' ? [...value.attributes.keys()] : [];
}

/** The function at a path, constructors included. */
export function functionAtPath(
  path: readonly string[],
  catalog: Catalog,
): FunctionValue | undefined {
  const value = memberAt(path, catalog);
  if (value?.kind === 'frameClass') return value.construct;
  return value?.kind === 'function' ? value.fn : undefined;
}
