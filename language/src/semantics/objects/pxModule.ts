/** The `px` module and the other modules a script can import. */
import type { Place } from '../ir/ir.ts';
import { Refusal } from '../ir/refusal.ts';
import type { FunctionValue, Value } from '../values/values.ts';
import { functionValue, NOWHERE } from './builtin.ts';
import { otelModule } from './otel.ts';
import { pxFunctions, type PxContext } from './pxFunctions.ts';
import { configModule, tracingModule } from './tracing.ts';
import { pxTypes } from './types.ts';

function pxModule(context: PxContext): Value {
  const attributes = new Map<string, Value>(
    pxFunctions(context).map((fn) => [fn.name, functionValue(fn)]),
  );
  for (const [name, value] of pxTypes()) attributes.set(name, value);
  attributes.set('DataFrame', { kind: 'frameClass', construct: context.construct, place: NOWHERE });
  attributes.set('vis', visModule());
  attributes.set('otel', otelModule(context.configs.otelEndpoint));
  attributes.set('plugin', pluginModule(context));
  return { kind: 'module', name: 'px', attributes, place: NOWHERE };
}

/** A module of the language itself, by name. */
export function builtinModule(name: string, context: PxContext): Value | undefined {
  switch (name) {
    case 'px':
      return pxModule(context);
    case 'pxtrace':
      return tracingModule(context);
    case 'pxconfig':
      return configModule(context);
    default:
      return undefined;
  }
}

/** `@px.vis.vega(spec)`: keeps the function as it is. */
function visModule(): Value {
  const vega: FunctionValue = {
    name: 'vega',
    parameters: ['vega_spec'],
    defaults: {},
    takesRest: false,
    takesExtra: false,
    flavour: 'builtin',
    run: (_args, place) => functionValue(keepFunction(), place),
  };
  const attributes = new Map([['vega', functionValue(vega)]]);
  return { kind: 'module', name: 'vis', attributes, place: NOWHERE };
}

const keepFunction = (): FunctionValue => ({
  name: 'wrapper',
  parameters: ['fn'],
  defaults: {},
  takesRest: false,
  takesExtra: false,
  flavour: 'builtin',
  run: (args) => args.get('fn'),
});

/** The times of a plugin run; other runs have none. @see planner/objects/plugin.cc */
function pluginModule({ configs: { plugin }, graph }: PxContext): Value {
  if (plugin !== undefined) {
    const time = (ns: bigint): Value => {
      const expr = graph.literal('INT64', BigInt.asIntN(64, ns), NOWHERE);
      return { kind: 'expr', expr, place: NOWHERE };
    };
    const attributes = new Map([
      ['start_time', time(plugin.startNs)],
      ['end_time', time(plugin.endNs)],
    ]);
    return { kind: 'module', name: 'plugin', attributes, place: NOWHERE };
  }
  const missing = (_name: string, _place: Place, own: Place): never => {
    const message = 'No plugin config found. Make sure the script is run in a plugin context.';
    throw new Refusal(own, message);
  };
  return { kind: 'module', name: 'plugin', attributes: new Map(), missing, place: NOWHERE };
}
