/** Methods of Pixie's services, as calls need them. */
import type { MethodDefinition } from '@grpc/grpc-js';
import type { PixieServices } from '#proto';

export type Method = MethodDefinition<object, unknown>;

export function methodOf(service: PixieServices[keyof PixieServices], name: string): Method {
  const found = service[name];
  if (found === undefined) throw new Error(`the service has no method ${name}`);
  return found as Method;
}
