/** Tables and functions of the selected cluster, as the editor has learnt them. */
import { bundledCatalog, mergeCatalog, readLiveCatalog } from '#language';
import { CATALOG } from '#protocol/lsp';
import { onNotification } from '../../messages/messages.ts';
import type { Feature } from '../feature.ts';

export const liveCatalog: Feature = {
  capabilities: {},
  register({ connection, failures, workspace, diagnostics }) {
    onNotification(connection, CATALOG, failures, 'catalog of the cluster', ({ live }) => {
      const bundled = bundledCatalog();
      workspace.setCatalog(
        live === undefined
          ? bundled
          : mergeCatalog(bundled, readLiveCatalog(live.rows), live.cluster),
      );
      diagnostics.scheduleAll();
    });
  },
};
