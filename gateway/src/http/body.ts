/** Bodies of requests, within limits. */
import type { IncomingMessage } from 'node:http';
import { unzipped } from '#proto';
import { HttpError } from './problem.ts';

/**
 * The body as it was before its content encoding.
 * @throws HttpError 413 as soon as too much is announced or has come, 415 for an unknown encoding;
 * TelemetryError when gzip is broken or unpacks to too much.
 */
export async function plainBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const body = await readBody(request, maxBytes);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body;
  if (encoding === 'gzip') return unzipped(body, maxBytes);
  throw new HttpError(415, 'The content encoding is neither gzip nor none.');
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    new HttpError(413, `More than ${String(maxBytes)} bytes.`, { connection: 'close' });
  if (Number(request.headers['content-length'] ?? '0') > maxBytes) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  // The socket is still needed for the answer.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const part of body) {
    size += part.length;
    if (size > maxBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
