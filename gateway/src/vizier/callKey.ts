/** Ends calls without the right key before any of their messages is read, unpacked or decoded. */
import {
  ServerInterceptingCall,
  status as GrpcStatus,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import type { KeyCheck } from '../http/auth.ts';

/**
 * Pixie's command line tries a call again for ever when the text is the cloud's own for a session
 * that has ended, so it must be another one.
 * @see checkForJWTExpired in pixie-io/pixie src/pixie_cli/pkg/vizier/connector.go
 */
const KEY_REFUSAL = {
  code: GrpcStatus.UNAUTHENTICATED,
  details: 'The API key is missing or wrong.',
};

export const callKey =
  (mayCall: KeyCheck): ServerInterceptor =>
  (_method, call) =>
    new ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveMetadata: (metadata, forward) => {
            if (mayCall((name) => metadata.get(name).map(String))) forward(metadata);
            else call.sendStatus(KEY_REFUSAL);
          },
        });
      },
    });
