/** Modules and what they offer, by name. */
import type { Catalog } from '../../catalog/catalog.ts';
import { ScriptGraph } from '../ir/graph.ts';
import { frameConstructor } from './dataFrame.ts';
import { builtinModule } from './pxModule.ts';

export const MODULE_NAMES: readonly string[] = ['px', 'pxtrace', 'pxconfig', 'pxviews'];

/** Names a module of the language has, whether a script imports it or not. */
export function memberNames(module: string, catalog: Catalog): readonly string[] {
  const graph = new ScriptGraph(catalog);
  const value = builtinModule(module, {
    catalog,
    graph,
    construct: frameConstructor(graph, 0n),
    nowNs: 0n,
    configs: {},
    tableMade: () => undefined,
    mutated: () => undefined,
    executesFunctions: false,
    reservedNames: new Set(),
  });
  return value?.kind === 'module' ? [...value.attributes.keys()] : [];
}
