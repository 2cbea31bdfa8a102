/** The official vis.json files beside their scripts: which of them our checks complain about. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledCatalog, checkScript, LineIndex } from '#language';

export interface VisComplaint {
  readonly script: string;
  readonly line: number;
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  /** The text it is about. */
  readonly about: string;
}

/** @param pixie A checkout of pixie-io/pixie. */
export function checkOfficialVis(pixie: string): {
  readonly files: number;
  readonly complaints: readonly VisComplaint[];
} {
  const root = join(pixie, 'src/pxl_scripts');
  const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/vis.json'))
    .map((path) => path.slice(0, -'/vis.json'.length))
    .sort();
  const catalog = bundledCatalog();
  const complaints = folders.flatMap((folder) => {
    const name = readdirSync(join(root, folder)).find((file) => file.endsWith('.pxl'));
    if (name === undefined) return [];
    const script = readFileSync(join(root, folder, name), 'utf8');
    const visText = readFileSync(join(root, folder, 'vis.json'), 'utf8');
    const { vis } = checkScript(script, visText, { catalog, nowNs: 1_700_000_000_000_000_000n });
    const lines = new LineIndex(visText);
    return (vis?.problems ?? []).map(({ code, severity, message, span }) => ({
      ...{ script: folder, line: lines.lineOf(span.start) + 1, code, severity, message },
      about: visText.slice(span.start, span.end),
    }));
  });
  return { files: folders.length, complaints };
}

export function printOfficialVis(pixie: string): void {
  const { files, complaints } = checkOfficialVis(pixie);
  const wrong = new Set(
    complaints.filter((one) => one.severity !== 'information').map((one) => one.script),
  );
  console.log(
    `vis.json            ${String(files - wrong.size)} of ${String(files)} without complaint`,
  );
  for (const { script, line, code, severity, message } of complaints) {
    console.log(`${script}/vis.json:${String(line)} ${severity} ${code} ${message}`);
  }
}
