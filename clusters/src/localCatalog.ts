/** What the clusters of this machine have in common. */
import type { Catalog } from '#language';

/** The version of package.json, put in by the build; absent in sources that run as they are. */
declare const PXL_VERSION: string | undefined;

/** Shown where a real cluster shows its Vizier version; clients of Pixie read it as semver. */
export const LOCAL_VERSION = `${typeof PXL_VERSION === 'undefined' ? '0.0.0' : PXL_VERSION}+local`;

/** The catalog with only these tables, in the given order. @throws Error for an unknown table. */
export function tablesOf(catalog: Catalog, names: readonly string[]): Catalog {
  const tables = names.map((name) => {
    const table = catalog.tables.get(name);
    if (!table) throw new Error(`The bundled catalog has no table ${name}.`);
    return [name, table] as const;
  });
  return { ...catalog, tables: new Map(tables) };
}
