/** Custom messages between the extension and the language server: method, parameters, answer. */
import * as v from 'valibot';
import type { EntityKind } from '#language';
import type { ExecFunc } from './run.ts';
import { fitting, maybe, type Shaped } from './shapes.ts';

/** `initializationOptions` of the language server; other editors leave them out. */
const serverOptions = v.object({
  /** The editor itself applies the JSON schema to vis.json, so its findings are not repeated. */
  editorAppliesSchema: v.fallback(v.boolean(), false),
  /** The editor answers `entityNames`. */
  entityNames: v.fallback(v.boolean(), false),
  /** The editor has VS Code's commands for showing completions and signatures. */
  editorCommands: v.fallback(v.boolean(), false),
  /**
   * The editor formats a whole document as a range where nothing formats documents, and takes both
   * together for two formatters to choose from, as VS Code does.
   */
  formatsByRange: v.fallback(v.boolean(), false),
});
export type ServerOptions = Shaped<typeof serverOptions>;

/** Everything is off that the editor doesn't mention. */
export const readServerOptions = (value: unknown): ServerOptions =>
  fitting(serverOptions, value) ?? v.getFallbacks(serverOptions);

const documentParams = v.object({ uri: v.string() });
export type DocumentParams = Shaped<typeof documentParams>;

const runProblemsParams = v.object({
  uri: v.string(),
  /** Version of the document that was run; problems are dropped when it has changed since. */
  version: v.number(),
  errors: v.array(v.object({ line: v.number(), column: v.number(), message: v.string() })),
  /** The whole status text, used when `errors` is empty. */
  status: v.string(),
});
export type RunProblemsParams = Shaped<typeof runProblemsParams>;

const runTargetFunc = v.object({
  funcName: v.string(),
  outputTablePrefix: v.string(),
  args: v.array(
    v.object({
      name: v.string(),
      /** A fixed value, or the vis.json variable it comes from. */
      value: maybe(v.string()),
      variable: maybe(v.string()),
    }),
  ),
});

const runTarget = v.object({
  /** Undefined: the whole script, every function its vis.json names. */
  funcName: maybe(v.string()),
  /** Zero-based line of the lens. */
  line: v.number(),
  execFuncs: v.array(runTargetFunc),
  /** Named by the vis.json, or the whole script: gets a code lens. */
  fromVis: v.boolean(),
});
/** A runnable thing of a script, for code lenses and the argument prompt. */
export type RunTarget = Shaped<typeof runTarget>;

const runVariable = v.object({
  name: v.string(),
  /** vis.json type such as PX_STRING, or the annotation's type. */
  type: v.string(),
  /** Undefined: the user must give one. */
  defaultValue: maybe(v.string()),
  description: v.string(),
  validValues: v.array(v.string()),
});
export type RunVariable = Shaped<typeof runVariable>;

const runTargets = v.object({
  version: v.number(),
  targets: v.array(runTarget),
  variables: v.array(runVariable),
  /** Why the sibling vis.json cannot be used; shown before a run. */
  visProblem: maybe(v.string()),
});
export type RunTargets = Shaped<typeof runTargets>;

const prepareRunParams = v.object({
  uri: v.string(),
  /** Calls nothing: the script runs as it stands, whatever its vis.json says. */
  alone: v.optional(v.boolean()),
  /** Undefined: the whole script, with every function its vis.json names. */
  funcName: maybe(v.string()),
  /** By the name of a variable, or of an argument. */
  values: v.record(v.string(), v.string()),
});
export type PrepareRunParams = Shaped<typeof prepareRunParams>;

const execFunc: v.GenericSchema<unknown, ExecFunc> = v.object({
  funcName: v.string(),
  outputTablePrefix: v.string(),
  args: v.array(v.object({ name: v.string(), value: v.string() })),
});

const known = v.array(v.string());
const preparedRun = v.variant('kind', [
  v.object({
    kind: v.literal('ready'),
    execFuncs: v.array(execFunc),
    /** The run deploys tracepoints or changes settings of agents. */
    mutation: v.boolean(),
    /** Rows per table after which the cluster cuts off; undefined for no limit. */
    rowLimit: maybe(v.number()),
  }),
  /** No cluster would take the text. */
  v.object({ kind: v.literal('notRunnable'), message: v.string(), nextStep: v.string() }),
  /** The vis.json cannot be used, so nobody knows what to call. */
  v.object({ kind: v.literal('visUnusable'), message: v.string() }),
  /** `known`: functions of the script, in its order. */
  v.object({ kind: v.literal('unknownFunction'), known }),
  /** A value is given for what is no argument. `known`: names of arguments and variables. */
  v.object({ kind: v.literal('unknownArgument'), name: v.string(), known }),
  v.object({ kind: v.literal('missing'), variables: v.array(runVariable) }),
]);
/** What a run sends, or what keeps it from being sent. */
export type PreparedRun = Shaped<typeof preparedRun>;

const entityKind: v.GenericSchema<unknown, EntityKind> = v.picklist([
  'pod',
  'service',
  'namespace',
  'node',
  'container',
]);
const entityNamesParams = v.object({ kind: entityKind });
export type EntityNamesParams = Shaped<typeof entityNamesParams>;
/** Sorted; empty when no cluster runs or it does not answer. */
const entityNames = v.object({ names: v.array(v.string()) });
export type EntityNames = Shaped<typeof entityNames>;

const cells = v.array(v.array(v.string()));
const catalogParams = v.object({
  /** Undefined: the bundled catalog alone is used. */
  live: maybe(
    v.object({
      /** How the cluster is called in messages. */
      cluster: v.string(),
      /** What the cluster's own table functions list; the server reads it. */
      rows: v.object({ schemas: cells, udfs: cells, udas: cells, udtfs: cells }),
    }),
  ),
});
export type CatalogParams = Shaped<typeof catalogParams>;

const newVis = v.object({
  text: maybe(v.string()),
  reason: maybe(v.string()),
  /** URI of the vis.json the script has already. */
  existing: maybe(v.string()),
});
/** A vis.json made for a script, or why there is none to make. */
export type NewVis = Shaped<typeof newVis>;

/** A method with the shape of what it is called with. */
export interface NotificationType<P> {
  readonly method: string;
  readonly params: v.GenericSchema<unknown, P>;
}
/** The same with the shape of the answer. */
export interface RequestType<P, R> extends NotificationType<P> {
  readonly answer: v.GenericSchema<unknown, R>;
}

/** Request, client to server; null for what is no script. */
export const NEW_VIS: RequestType<DocumentParams, NewVis | null> = {
  method: 'pxl/newVis',
  params: documentParams,
  answer: v.nullable(newVis),
};
/** Request, client to server; null for what is no script. */
export const RUN_TARGETS: RequestType<DocumentParams, RunTargets | null> = {
  method: 'pxl/runTargets',
  params: documentParams,
  answer: v.nullable(runTargets),
};
/** Request, client to server; null for what is no script. */
export const PREPARE_RUN: RequestType<PrepareRunParams, PreparedRun | null> = {
  method: 'pxl/prepareRun',
  params: prepareRunParams,
  answer: v.nullable(preparedRun),
};
/** Request, server to client: names on the selected cluster. */
export const ENTITY_NAMES: RequestType<EntityNamesParams, EntityNames> = {
  method: 'pxl/entityNames',
  params: entityNamesParams,
  answer: entityNames,
};
/** Notification, client to server. */
export const CATALOG: NotificationType<CatalogParams> = {
  method: 'pxl/catalog',
  params: catalogParams,
};
/** Notification, client to server. */
export const RUN_PROBLEMS: NotificationType<RunProblemsParams> = {
  method: 'pxl/runProblems',
  params: runProblemsParams,
};

/** @throws Error when the other side has sent something else than what was agreed. */
export const paramsOf = <P>({ method, params }: NotificationType<P>, value: unknown): P =>
  agreed(params, value, `parameters of ${method}`);

/** @throws Error when the other side has answered something else than what was agreed. */
export const answerOf = <P, R>({ method, answer }: RequestType<P, R>, value: unknown): R =>
  agreed(answer, value, `answer to ${method}`);

function agreed<T>(shape: v.GenericSchema<unknown, T>, value: unknown, what: string): T {
  const read = v.safeParse(shape, value);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const path = v.getDotPath(issue);
  throw new Error(`${what}: ${path === null ? '' : `${path}: `}${issue.message}`);
}
