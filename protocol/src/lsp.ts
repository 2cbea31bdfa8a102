/** Custom messages between the extension and the language server. */
import type { EntityKind, LiveCatalogRows } from '#language';
import type { CompilerError } from './errors.ts';
import type { ExecFunc } from './run.ts';

/** `initializationOptions` of the language server. */
export interface ServerOptions {
  /** The editor itself applies the JSON schema to vis.json, so its findings are not repeated. */
  readonly editorAppliesSchema: boolean;
  /** The editor answers `entityNames`. */
  readonly entityNames: boolean;
  /** The editor has VS Code's commands for showing completions and signatures. */
  readonly editorCommands: boolean;
}

export interface RunProblemsParams {
  readonly uri: string;
  /** Version of the document that was run; problems are dropped when it has changed since. */
  readonly version: number;
  readonly errors: readonly CompilerError[];
  /** The whole status text, used when `errors` is empty. */
  readonly status: string;
}

/** A runnable thing of a script, for code lenses and the argument prompt. */
export interface RunTarget {
  /** Undefined: the whole script, every function its vis.json names. */
  readonly funcName: string | undefined;
  /** Zero-based line of the lens. */
  readonly line: number;
  readonly execFuncs: readonly RunTargetFunc[];
  /** Named by the vis.json, or the whole script: gets a code lens. */
  readonly fromVis: boolean;
}
export interface RunTargetFunc {
  readonly funcName: string;
  readonly outputTablePrefix: string;
  readonly args: readonly {
    readonly name: string;
    /** A fixed value, or the vis.json variable it comes from. */
    readonly value: string | undefined;
    readonly variable: string | undefined;
  }[];
}
export interface RunVariable {
  readonly name: string;
  /** vis.json type such as PX_STRING, or the annotation's type. */
  readonly type: string;
  /** Undefined: the user must give one. */
  readonly defaultValue: string | undefined;
  readonly description: string;
  readonly validValues: readonly string[];
}
export interface RunTargets {
  readonly version: number;
  readonly targets: readonly RunTarget[];
  readonly variables: readonly RunVariable[];
  /** Rows per table after which the cluster cuts off, as the script's `#px:set` lines say. */
  readonly rowLimit: number;
  /** Why the sibling vis.json cannot be used; shown before a run. */
  readonly visProblem: string | undefined;
}

export interface PrepareRunParams {
  readonly uri: string;
  /** Undefined: the whole script, with every function its vis.json names. */
  readonly funcName: string | undefined;
  /** By the name of a variable, or of an argument. */
  readonly values: Readonly<Record<string, string>>;
}

/** What a run sends, or what keeps it from being sent. */
export type PreparedRun =
  | {
      readonly kind: 'ready';
      readonly execFuncs: readonly ExecFunc[];
      /** The run deploys tracepoints or changes settings of agents. */
      readonly mutation: boolean;
      /** Rows per table after which the cluster cuts off, as the script's `#px:set` lines say. */
      readonly rowLimit: number;
    }
  /** No cluster would take the text. */
  | { readonly kind: 'notRunnable'; readonly message: string; readonly nextStep: string }
  /** The vis.json cannot be used, so nobody knows what to call. */
  | { readonly kind: 'visUnusable'; readonly message: string }
  /** `known`: functions of the script, in its order. */
  | { readonly kind: 'unknownFunction'; readonly known: readonly string[] }
  /** A value is given for what is no argument. `known`: names of arguments and variables. */
  | { readonly kind: 'unknownArgument'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'missing'; readonly variables: readonly RunVariable[] };

export interface EntityNamesParams {
  readonly kind: EntityKind;
}
export interface EntityNames {
  /** Sorted; empty when no cluster runs or it does not answer. */
  readonly names: readonly string[];
}

/** What a cluster's own table functions list, as it told it; the server makes sense of it. */
export interface CatalogParams {
  /** Undefined: the bundled catalog alone is used. */
  readonly live:
    | {
        /** How the cluster is called in messages. */
        readonly cluster: string;
        readonly rows: LiveCatalogRows;
      }
    | undefined;
}

/** A vis.json made for a script, or why there is none to make. */
export interface NewVis {
  readonly text: string | undefined;
  readonly reason: string | undefined;
  /** URI of the vis.json the script has already. */
  readonly existing: string | undefined;
}

export const LSP_METHODS = {
  /** Request, client to server: `{uri}` of a script gives NewVis. */
  newVis: 'pxl/newVis',
  /** Notification, client to server: CatalogParams. */
  catalog: 'pxl/catalog',
  /** Request, server to client: EntityNamesParams gives EntityNames of the selected cluster. */
  entityNames: 'pxl/entityNames',
  /** Notification, client to server: RunProblemsParams. */
  runProblems: 'pxl/runProblems',
  /** Request, client to server: PrepareRunParams gives PreparedRun; null where no script is open. */
  prepareRun: 'pxl/prepareRun',
  /** Request, client to server: `{uri}` gives RunTargets. */
  runTargets: 'pxl/runTargets',
} as const;
