/** The `px` module and the other modules a script can import. */
import type { Place } from '../ir.ts';
import { Refusal } from '../refusal.ts';
import type { FunctionValue, Value } from '../values.ts';
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
  attributes.set('DataFrame', {
    ...{ kind: 'frameClass', construct: context.construct, place: NOWHERE },
  });
  attributes.set('vis', visModule());
  attributes.set('otel', otelModule());
  attributes.set('plugin', pluginModule());
  return { kind: 'module', name: 'px', attributes, place: NOWHERE };
}

/** A module of the language itself, by name. */
export function builtinModule(name: string, context: PxContext): Value | undefined {
  switch (name) {
    case 'px':
      return pxModule(context);
    case 'pxtrace':
      return tracingModule(context.tableMade);
    case 'pxconfig':
      return configModule();
    default:
      return undefined;
  }
}

/** `@px.vis.vega(spec)`: keeps the function as it is. */
function visModule(): Value {
  const vega: FunctionValue = {
    ...{ name: 'vega', parameters: ['vega_spec'], defaults: {}, takesRest: false },
    ...{ takesExtra: false, flavour: 'builtin' },
    run: (_args, place) => functionValue(keepFunction(), place),
  };
  const attributes = new Map([['vega', functionValue(vega)]]);
  return { kind: 'module', name: 'vis', attributes, place: NOWHERE };
}

const keepFunction = (): FunctionValue => ({
  ...{ name: 'wrapper', parameters: ['fn'], defaults: {}, takesRest: false, takesExtra: false },
  flavour: 'builtin',
  run: (args) => args.get('fn'),
});

/** Set in plugin runs only. */
function pluginModule(): Value {
  const missing = (_name: string, _place: Place, own: Place): never => {
    const message = 'No plugin config found. Make sure the script is run in a plugin context.';
    throw new Refusal(own, message);
  };
  return { kind: 'module', name: 'plugin', attributes: new Map(), missing, place: NOWHERE };
}
