/**
 * `pxtrace` and `pxconfig`: what changes the cluster before a query runs. Nothing of it is in the
 * plan; its arguments are checked as the compiler does.
 *
 * @see pixie-io/pixie src/carnot/planner/probes/tracing_module.cc
 */
import type { Relation } from '../../catalog/types.ts';
import type { Mutation } from '../../analysis/analysis.ts';
import { asLiteral, asString, callFunction, isCollection } from '../values/calls.ts';
import { Unknown, Refusal } from '../ir/refusal.ts';
import { typeString, type Place } from '../ir/ir.ts';
import { durationNs, WRONG_FORMAT } from '../ir/time.ts';
import {
  kindName,
  objectName,
  type BoundArguments,
  type CallContext,
  type FunctionValue,
  type Value,
} from '../values/values.ts';
import { printedRelation } from './bpftrace.ts';
import { builtin, functionValue, moduleOf } from './builtin.ts';
import { DEFAULTS } from './dataFrame.ts';
import type { ObjectData } from '../values/objectData.ts';

const object = (name: string, data: ObjectData, place: Place): Value => ({
  kind: 'object',
  name,
  data,
  place,
});
const none = (place: Place): Value => ({ kind: 'none', place });

/** The probe whose function is being run. */
interface ProbeState {
  current: string | undefined;
}

/** Told of each tracepoint's table; its columns are unknown where no program prints them. */
export type TableMade = (name: string, relation: Relation | undefined) => void;

export interface TracingContext {
  readonly tableMade: TableMade;
  readonly mutated: (mutation: Mutation) => void;
}

export function tracingModule(context: TracingContext): Value {
  const state: ProbeState = { current: undefined };
  return moduleOf('pxtrace', [
    ...probeFunctions(state),
    ...targetFunctions(),
    builtin('TraceProgram', { parameters: ['program'], takesExtra: true }, traceProgram),
    builtin(
      'UpsertTracepoint',
      { parameters: ['name', 'table_name', 'probe_fn', 'target', 'ttl'] },
      (args, place) => upsertTracepoint(args, place, context),
    ),
    builtin('DeleteTracepoint', { parameters: ['name'] }, (args, place) => {
      const { text: name } = asString(args.get('name'), 'name');
      context.mutated({ kind: 'deleteTracepoint', name });
      return none(place);
    }),
  ]);
}

export function configModule({ mutated }: Pick<TracingContext, 'mutated'>): Value {
  const parameters = ['agent_pod_name', 'key', 'value'];
  return moduleOf('pxconfig', [
    builtin('set_agent_config', { parameters }, (args, place) => {
      for (const name of parameters) asString(args.get(name), name);
      mutated({ kind: 'setAgentConfig', key: asString(args.get('key'), 'key').text });
      return none(place);
    }),
  ]);
}

function probeFunctions(state: ProbeState): readonly FunctionValue[] {
  const variable = (args: BoundArguments | undefined, place: Place): Value => {
    if (state.current === undefined) throw new Refusal(place, 'Missing current probe');
    if (args !== undefined) asString(args.get('expr'), 'expr');
    return object('TracingVariable', { kind: 'tracingVariable' }, place);
  };
  return [
    builtin('ArgExpr', { parameters: ['expr'] }, variable),
    builtin('RetExpr', { parameters: ['expr'] }, variable),
    builtin('FunctionLatency', {}, (_args, place) => variable(undefined, place)),
    builtin('probe', { parameters: ['fn_name'] }, (args, place) => {
      const symbol = asString(args.get('fn_name'), 'fn_name').text;
      return functionValue(probeDecorator(symbol, state), place);
    }),
  ];
}

/** `@pxtrace.probe(symbol)`: the function runs when a tracepoint is made of it. */
function probeDecorator(symbol: string, state: ProbeState): FunctionValue {
  return builtin('probe', { parameters: ['fn'] }, (args, place) => {
    const wrapped = args.get('fn');
    if (wrapped.kind === 'unknown') throw new Unknown();
    if (wrapped.kind !== 'function') {
      throw new Refusal(wrapped.place, `'${objectName(wrapped)}' object is not callable`);
    }
    const run = (_args: BoundArguments, callPlace: Place): Value => {
      if (state.current !== undefined) {
        const rule = 'Already have a current probe.';
        throw new Refusal(callPlace, `${rule} Are you calling this in a another trace definition.`);
      }
      state.current = symbol;
      try {
        const none = { positional: [], keywords: [] };
        const result = callFunction(wrapped.fn, none, callPlace, args.context);
        return object('probe', { kind: 'probe', columns: probeColumns(result) }, callPlace);
      } finally {
        state.current = undefined;
      }
    };
    return functionValue(builtin('wrapper', {}, run), place);
  });
}

function probeColumns(result: Value): readonly string[] {
  if (result.kind === 'unknown') throw new Unknown();
  if (result.kind === 'none') {
    const rule = 'Improper probe definition: missing output spec of probe';
    throw new Refusal(result.place, `${rule}, add a return statement`);
  }
  if (!isCollection(result)) {
    const rule = 'Unable to parse probe output definition. Expected Collection';
    throw new Refusal(result.place, `${rule}, received ${objectName(result)}`);
  }
  return result.items.flatMap((item) => {
    if (item.kind === 'unknown') throw new Unknown();
    if (item.kind !== 'dict') {
      throw new Refusal(item.place, `Expected Dict, got ${objectName(item)}`);
    }
    return item.entries.map(({ key, value }) => {
      const name = asString(key, 'key').text;
      if (value.kind === 'unknown') throw new Unknown();
      if (value.kind === 'object' && value.data.kind === 'tracingVariable') return name;
      throw new Refusal(value.place, `Expected TracingVariable, got ${objectName(value)}`);
    });
  });
}

function targetFunctions(): readonly FunctionValue[] {
  const target = (name: string, place: Place) => object(name, { kind: 'traceTarget' }, place);
  const noName = DEFAULTS.text('');
  const defaults = { process_name: noName, container_name: noName };
  return [
    builtin('kprobe', {}, (_args, place) => target('kprobe', place)),
    builtin('SharedObject', { parameters: ['name', 'upid'] }, (args, place) => {
      asString(args.get('name'), 'name');
      asLiteral(args.get('upid'), 'upid', 'UInt128');
      return target('SharedObject', place);
    }),
    builtin(
      'PodProcess',
      { parameters: ['pod_name', 'container_name', 'process_name'], defaults },
      (args, place) => {
        for (const name of ['pod_name', 'container_name', 'process_name']) {
          asString(args.get(name), name);
        }
        return target('ProcessTarget', place);
      },
    ),
    builtin(
      'LabelSelector',
      { parameters: ['labels', 'namespace', 'container_name', 'process_name'], defaults },
      (args, place) => {
        const labels = args.get('labels');
        if (labels.kind === 'unknown') throw new Unknown();
        if (labels.kind !== 'dict') {
          const message = `Expected labels to be a dictionary, received ${objectName(labels)}`;
          throw new Refusal(labels.place, message);
        }
        for (const name of ['namespace', 'container_name', 'process_name']) {
          asString(args.get(name), name);
        }
        for (const { key, value } of labels.entries) {
          asString(key, 'label_key');
          asString(value, 'label_value');
        }
        return target('LabelSelectorTarget', place);
      },
    ),
  ];
}

const SELECTORS = ['NO_CONDITION', 'MAX_KERNEL', 'MIN_KERNEL', 'HOST_NAME'];

function traceProgram(args: BoundArguments, place: Place): Value {
  for (const { name, value } of args.extra) {
    if (!SELECTORS.includes(name.toUpperCase())) {
      throw new Refusal(place, `Unsupported selector argument provided '${name}'`);
    }
    if (asString(value, name).text === '') {
      throw new Refusal(place, `Empty selector value provided for '${name}'`);
    }
  }
  const { text: program } = asString(args.get('program'), 'program');
  return object('TraceProgram', { kind: 'traceProgram', program }, place);
}

function upsertTracepoint(args: BoundArguments, place: Place, context: TracingContext): Value {
  const { text: name } = asString(args.get('name'), 'name');
  const table = asString(args.get('table_name'), 'table_name').text;
  const ttl = asString(args.get('ttl'), 'ttl');
  if (durationNs(ttl.text) === undefined) {
    throw new Refusal(ttl.expr.place, WRONG_FORMAT, { positioned: false });
  }
  checkTarget(args.get('target'), place);
  checkProbe(args.get('probe_fn'), place, args.context);
  context.tableMade(table, tracedRelation(args.get('probe_fn')));
  context.mutated({ kind: 'upsertTracepoint', name, tableName: table });
  return none(place);
}

function checkTarget(target: Value, place: Place): void {
  if (target.kind === 'unknown') throw new Unknown();
  if (target.kind === 'object' && target.data.kind === 'traceTarget') return;
  if (target.kind === 'expr') {
    const { expr } = target;
    if (expr.kind === 'literal' && expr.dataType === 'UINT128') return;
    throw new Refusal(place, `Unexpected type '${typeString(expr)}' for arg 'target'`);
  }
  throw new Refusal(place, `Unexpected type '${kindName(target)}' for arg 'target'`);
}

function tracedRelation(probe: Value): Relation | undefined {
  if (isCollection(probe)) return probe.items.map(tracedRelation).find((one) => one !== undefined);
  if (probe.kind === 'object' && probe.data.kind === 'traceProgram') {
    return printedRelation(probe.data.program);
  }
  const { expr } = probe.kind === 'expr' ? probe : {};
  const text = expr?.kind === 'literal' && expr.dataType === 'STRING' ? expr.value : undefined;
  return text === undefined ? undefined : printedRelation(String(text));
}

/** A probe's function, a program's text, or one or more programs with conditions. */
function checkProbe(probe: Value, place: Place, context: CallContext): void {
  if (probe.kind === 'unknown') throw new Unknown();
  const isProgram = (value: Value) => value.kind === 'object' && value.data.kind === 'traceProgram';
  if (isProgram(probe)) return;
  if (probe.kind === 'function') {
    const made = callFunction(probe.fn, { positional: [], keywords: [] }, place, context);
    if (made.kind === 'unknown' || (made.kind === 'object' && made.data.kind === 'probe')) return;
    throw new Refusal(place, `Expected a function with @pxtrace.probe, got ${probe.fn.name}`);
  }
  if (isCollection(probe)) {
    for (const item of probe.items) {
      if (item.kind === 'unknown') throw new Unknown();
      if (isProgram(item)) continue;
      throw new Refusal(item.place, `Expected TraceProgram, got ${objectName(item)}`);
    }
    return;
  }
  asString(probe, 'probe_fn');
}
