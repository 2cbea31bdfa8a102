/** Custom messages, believed only when they have the agreed form. */
import {
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
} from 'vscode-languageserver/node';
import { paramsOf, type NotificationType, type RequestType } from '#protocol/lsp';
import type { Failures } from './answering.ts';

/** An editor whose parameters have another form gets InvalidParams with the reason. */
export function onRequest<P, R>(
  connection: Connection,
  type: RequestType<P, R>,
  handle: (params: P, token: CancellationToken) => Promise<R>,
): void {
  connection.onRequest(type.method, (value: unknown, token: CancellationToken) => {
    let params: P;
    try {
      params = paramsOf(type, value);
    } catch (error) {
      return new ResponseError(ErrorCodes.InvalidParams, String(error));
    }
    return handle(params, token);
  });
}

/** @param name For the log, where parameters of another form are reported. */
export function onNotification<P>(
  connection: Connection,
  type: NotificationType<P>,
  failures: Failures,
  name: string,
  handle: (params: P) => void,
): void {
  const guarded = failures.guarded(name, (params: unknown) => handle(paramsOf(type, params)));
  connection.onNotification(type.method, guarded);
}
