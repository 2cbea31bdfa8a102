/** The catalog of a cluster, as the editor sends it. */
import { describe, expect, test } from 'vitest';
import { CATALOG, type CatalogParams } from '#protocol/lsp';
import { withEditor } from '../support/editor.ts';

const MAIN = 'file:///ws/main.pxl';
const SCRIPT = `import px
px.display(px.DataFrame('my_probe', start_time='-5m'))
px.display(px.DataFrame('dns_events', start_time='-5m'), 'dns')
`;
const LIVE: CatalogParams = {
  live: {
    cluster: 'prod (vizier 0.14.2)',
    rows: {
      schemas: [['my_probe', 'time_', 'TIME64NS', 'GENERAL', '']],
      udfs: [],
      udas: [],
      udtfs: [],
    },
  },
};

describe('a catalog that arrives', () => {
  test('is what open scripts are checked with, until it goes', () =>
    withEditor(SCRIPT, async (editor) => {
      const before = await editor.diagnostics();
      expect(before.map(({ message }) => message)).toEqual(["Table 'my_probe' not found."]);
      await editor.notify(CATALOG.method, LIVE);
      const after = await editor.publishedWhere(MAIN, ({ diagnostics }) =>
        diagnostics.some(({ code }) => code === 'PXL701'),
      );
      expect(after.map(({ message }) => message)).toEqual([
        "The table 'dns_events' is not on prod (vizier 0.14.2).",
      ]);
      await editor.notify(CATALOG.method, { live: undefined });
      const last = await editor.publishedWhere(MAIN, ({ diagnostics }) =>
        diagnostics.some(({ code }) => code === 'PXL201'),
      );
      expect(last).toHaveLength(1);
    }));

  test('that makes no sense harms nothing', () =>
    withEditor(SCRIPT, async (editor) => {
      await editor.notify(CATALOG.method, { live: { cluster: 'x', rows: null } });
      await editor.change(MAIN, SCRIPT);
      expect(await editor.diagnostics()).toHaveLength(1);
    }));
});
