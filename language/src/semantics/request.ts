/** What a script is compiled with. */
import type { Catalog } from '../catalog/catalog.ts';
import type { ExecutedFunction, ScriptConfigs } from '../analysis/analysis.ts';
import type { ScriptMemory } from './incremental/scriptMemory.ts';

export interface CompilationRequest {
  readonly script: string;
  readonly execFuncs?: readonly ExecutedFunction[];
  readonly catalog: Catalog;
  /** `px.now()`, ns since the epoch. */
  readonly nowNs: bigint;
  readonly configs?: ScriptConfigs | undefined;
}

export interface CompileRequest extends CompilationRequest {
  /** Functions that the vis.json beside the script calls; undefined without one. */
  readonly namedFunctions?: readonly string[];
  /** Of earlier versions of the same script: makes it faster, changes nothing. */
  readonly memory?: ScriptMemory | undefined;
  /**
   * Leaves out what only planning the script as a whole shows: that is a matter of its size, not of
   * the edit, and for `Analysis.planned`.
   */
  readonly defersPlanning?: boolean | undefined;
}
