/** Unpacks gzip up to a limit, because a small body can hold any number of bytes. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { TelemetryError } from '#protocol/telemetry';

const unpack = promisify(gunzip);

/** @throws TelemetryError when the bytes are not gzip or unpack to more than `maxBytes`. */
export async function unzipped(body: Uint8Array, maxBytes: number): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new TelemetryError('tooLarge', 'the body unpacks to too many bytes');
    }
    throw new TelemetryError('malformed', 'the body is not gzip');
  }
}
