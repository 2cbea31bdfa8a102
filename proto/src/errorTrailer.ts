/**
 * What `px.api.vizierpb.Status` has no field for: a trailer of the failed call, which other clients
 * do not look at.
 */
import { Metadata } from '@grpc/grpc-js';
import { RUN_ERROR_KINDS, type RunError } from '#protocol/errors';

/** JSON in UTF-8 as bytes, since a plain trailer takes only ASCII. */
const NAME = 'pxl-error-bin';
/** Longer ones are not from a local cluster. */
const MAX_BYTES = 4096;

export function errorTrailer({ kind, nextStep }: RunError): Metadata {
  const metadata = new Metadata();
  metadata.set(NAME, Buffer.from(JSON.stringify({ kind, nextStep })));
  return metadata;
}

/** Kind and next step as the cluster said them; nothing where it did not, or says nonsense. */
export function readErrorTrailer(
  metadata: Metadata | undefined,
): Partial<Pick<RunError, 'kind' | 'nextStep'>> {
  const [bytes] = metadata?.get(NAME) ?? [];
  if (!Buffer.isBuffer(bytes) || bytes.length > MAX_BYTES) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const kind = RUN_ERROR_KINDS.find((one) => one === Reflect.get(parsed, 'kind'));
  const nextStep: unknown = Reflect.get(parsed, 'nextStep');
  if (kind === undefined || typeof nextStep !== 'string') return {};
  return { kind, nextStep };
}
