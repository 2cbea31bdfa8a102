/** Looking at a script again after each key, and what many open scripts keep. */
import { bundledCatalog, ScriptMemory } from '#language';
import { checkScript, type ScriptCheck } from '#ide';
import { longScript } from './longScript.ts';
import { timed, type Measurement } from './measurement.ts';

const ROUNDS = 100;
const OPEN_SCRIPTS = 50;
const catalog = bundledCatalog();

const check = (script: string, memory = new ScriptMemory()): ScriptCheck =>
  checkScript(script, undefined, { catalog, nowNs: 0n, memory });

/** One more character in a name in the middle of the text, another one each time. */
function edited(script: string, round: number): string {
  const at = script.indexOf('latency_ms', script.length / 2) + 'latency_ms'.length;
  const letter = String.fromCharCode('a'.charCodeAt(0) + (Math.abs(round) % 26));
  return `${script.slice(0, at)}${letter}${script.slice(at)}`;
}

async function afterAKey(lines: number): Promise<Measurement> {
  const script = longScript(lines);
  const memory = new ScriptMemory();
  const samples = await timed(ROUNDS, 20, (round) => {
    check(edited(script, round), memory);
  });
  const what = `analysis after a key in the middle, ${lines.toLocaleString('en')} lines`;
  return { what, unit: 'ms', samples };
}

async function forTheFirstTime(lines: number): Promise<Measurement> {
  const script = longScript(lines);
  const samples = await timed(ROUNDS, 20, (round) => {
    check(edited(script, round));
  });
  const what = `analysis for the first time, ${lines.toLocaleString('en')} lines`;
  return { what, unit: 'ms', samples };
}

function openScripts(): Measurement {
  const collect = globalThis.gc ?? (() => undefined);
  const script = longScript(200);
  collect();
  const before = process.memoryUsage().heapUsed;
  const open = Array.from({ length: OPEN_SCRIPTS }, (_, index) => check(edited(script, index)));
  collect();
  const used = process.memoryUsage().heapUsed - before;
  const what = `memory of ${String(open.length)} open scripts, 200 lines each`;
  return { what, unit: 'MB', samples: [used / 1e6] };
}

export async function measure(): Promise<readonly Measurement[]> {
  return [
    await afterAKey(500),
    await afterAKey(2_000),
    await forTheFirstTime(2_000),
    openScripts(),
  ];
}
