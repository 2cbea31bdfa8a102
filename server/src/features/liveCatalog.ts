/** Tables and functions of the selected cluster, as the editor has learnt them. */
import { bundledCatalog, mergeCatalog, readLiveCatalog } from '#language';
import { LSP_METHODS, type CatalogParams } from '#protocol/lsp';
import type { Feature } from './feature.ts';

export const liveCatalog: Feature = {
  capabilities: {},
  register({ connection, failures, workspace, diagnostics }) {
    connection.onNotification(
      LSP_METHODS.catalog,
      failures.guarded('catalog of the cluster', ({ live }: CatalogParams) => {
        const bundled = bundledCatalog();
        workspace.setCatalog(
          live === undefined
            ? bundled
            : mergeCatalog(bundled, readLiveCatalog(live.rows), live.cluster),
        );
        diagnostics.scheduleAll();
      }),
    );
  },
};
