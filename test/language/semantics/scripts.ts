/** Compiles scripts of tests. */
import { analyze, bundledCatalog, compile, type Analysis } from '#language';

const catalog = bundledCatalog();
const NOW_NS = 1_700_000_000_000_000_000n;

export const compiled = (script: string): Analysis => compile({ script, catalog, nowNs: NOW_NS });
export const analyzed = (script: string): Analysis => analyze({ script, catalog, nowNs: NOW_NS });

/** `line:column message` of what the compiler refuses a script for. */
export const refusals = (script: string): readonly string[] =>
  compiled(script)
    .problems.filter(({ reportedByCompiler }) => reportedByCompiler)
    .map(({ message, compilerPosition }) => {
      const { line, column } = compilerPosition ?? { line: 0, column: 0 };
      return `${String(line)}:${String(column)} ${message}`;
    });
