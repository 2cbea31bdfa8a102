/** Which of a folder's scripts a vis.json belongs to. */
import { parse } from '#language';
import { readVis } from './vis.ts';
import { doubt, type VisProblem } from './visProblem.ts';

interface ScriptText {
  readonly uri: string;
  readonly text: string;
}

/** The script that defines the most of what vis.json calls, the first of equals. */
export function scriptOfVis<T extends ScriptText>(
  visText: string,
  scripts: readonly T[],
): T | undefined {
  const called = new Set(readVis(visText).vis.functions.map(({ name }) => name));
  const counted = scripts.map((script) => {
    const { statements } = parse(script.text).tree;
    const defined = new Set(
      statements.flatMap((node) => (node.kind === 'Function' ? [node.name.text] : [])),
    );
    return { script, count: [...called].filter((name) => defined.has(name)).length };
  });
  return counted.reduce<(typeof counted)[number] | undefined>(
    (best, one) => (best === undefined || one.count > best.count ? one : best),
    undefined,
  )?.script;
}

/** Pixie takes a folder's only script. @see pixie-io/pixie src/utils/script_bundle */
export function severalScripts(
  names: readonly string[],
  checkedBeside: string,
): readonly VisProblem[] {
  if (names.length < 2) return [];
  const message = `Pixie takes one .pxl per folder, here are ${names.join(', ')}. This vis.json is checked beside ${checkedBeside}.`;
  return [doubt('severalScripts', message, { start: 0, end: 1 })];
}
