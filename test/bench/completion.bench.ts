/** Completion, hover and signatures in a long script. */
import { analyze, bundledCatalog, type Analysis } from '#language';
import { complete, hover, inlayHints, signatureHelp } from '#ide';
import { longScript } from './longScript.ts';
import { timed, type Measurement } from './measurement.ts';

const LINES = 2_000;
const ROUNDS = 60;
const catalog = bundledCatalog();

const PLACES = [
  'df.',
  "df = df['",
  'px.',
  'df = df.groupby([',
  "df = df.agg(n=('latency', px.",
  'df = df[df.trace_role == ',
  "df.x = df.ctx['",
  '',
];

const OPTIONS = { snippets: true, entityNames: () => undefined };

export async function measure(): Promise<readonly Measurement[]> {
  const base = longScript(LINES);
  const scripts = PLACES.map((typed) => base + typed);
  const look = (script: string): Analysis => analyze({ script, catalog, nowNs: 0n });
  const ready = scripts.map(look);
  const at = (round: number) => {
    const index = Math.abs(round) % PLACES.length;
    return { script: scripts[index] ?? '', analysis: ready[index] ?? look('') };
  };
  const measurements: Measurement[] = [];
  const add = async (what: string, work: (round: number) => void) => {
    const samples = await timed(ROUNDS, PLACES.length, work);
    measurements.push({
      what: `${what}, ${LINES.toLocaleString('en')} lines`,
      unit: 'ms',
      samples,
    });
  };
  await add('completion', (round) => {
    const { analysis } = at(round);
    complete(analysis, analysis.text.length, catalog, OPTIONS);
  });
  await add('keystroke, then completion', (round) => {
    // Another text each time, as nothing may be remembered of it.
    const analysis = look(`#${String(round)}\n${at(round).script}`);
    complete(analysis, analysis.text.length, catalog, OPTIONS);
  });
  const [first = look('')] = ready;
  const middle = first.text.indexOf('latency_ms', first.text.length / 2);
  await add('hover', () => {
    hover(first, middle, catalog);
  });
  await add('signature help', () => {
    signatureHelp(first, first.text.indexOf('merge(', middle) + 6, catalog);
  });
  await add('inlay hints of the whole script', () => {
    const options = { columnTypes: true, units: true, relations: 'changes' } as const;
    inlayHints(first, { start: 0, end: first.text.length }, options);
  });
  return measurements;
}
