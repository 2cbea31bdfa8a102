/** What the clusters of this machine have in common. */
import type { Catalog } from '#language';
import { VERSION } from '#protocol/version';

/** Shown where a real cluster shows its Vizier version; clients of Pixie read it as semver. */
export const LOCAL_VERSION = `${VERSION}+local`;

/** The catalog with only these tables, in the given order. @throws Error for an unknown table. */
export function tablesOf(catalog: Catalog, names: readonly string[]): Catalog {
  const tables = names.map((name) => {
    const table = catalog.tables.get(name);
    if (!table) throw new Error(`The bundled catalog has no table ${name}.`);
    return [name, table] as const;
  });
  return { ...catalog, tables: new Map(tables) };
}
