/**
 * Loads the .proto files. Bundles stand in dist/ with the files copied to dist/proto/; unbundled,
 * as in tests, the files are in the folder above this one.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync, type Options } from '@grpc/proto-loader';
import { decodeResponse } from './decode.ts';
import type { ExecuteScriptResponseMessage } from './messages.ts';

const OPTIONS: Options = {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
};

/** The folder that holds the .proto files. */
export function protoFolder(): string {
  const bundled = join(__dirname, 'proto');
  return existsSync(join(bundled, 'vizierapi.proto')) ? bundled : join(__dirname, '..');
}

export interface PixieServices {
  readonly vizier: ServiceDefinition;
  readonly vizierDebug: ServiceDefinition;
  readonly clusterInfo: ServiceDefinition;
}

/** The services of the API; `ExecuteScript` answers with decoded columns where it can. */
export function loadServices(): PixieServices {
  const folder = protoFolder();
  const options = { ...OPTIONS, includeDirs: [folder] };
  const loaded = loadSync(['vizierapi.proto', 'cloudapi.proto'], options);
  const service = (name: string): ServiceDefinition => {
    const found = loaded[name];
    if (found === undefined || 'format' in found) throw new Error(`${name} is no service`);
    return found;
  };
  const vizier = service('px.api.vizierpb.VizierService');
  const execute = vizier['ExecuteScript'];
  if (execute === undefined) throw new Error('VizierService has no ExecuteScript');
  const exact = execute.responseDeserialize as (bytes: Buffer) => ExecuteScriptResponseMessage;
  const encode = execute.responseSerialize;
  return {
    vizier: {
      ...vizier,
      ExecuteScript: {
        ...execute,
        responseDeserialize: (bytes: Buffer) => decodeResponse(bytes, exact),
        // Batches arrive here encoded already.
        responseSerialize: (value: unknown) => (Buffer.isBuffer(value) ? value : encode(value)),
      },
    },
    vizierDebug: service('px.api.vizierpb.VizierDebugService'),
    clusterInfo: service('px.cloudapi.VizierClusterInfo'),
  };
}
