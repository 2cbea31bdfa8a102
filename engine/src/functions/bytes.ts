/** Strings of functions written in TypeScript: stored text to bytes and back. */
import { bytesOfStored, mayHoldStandIn, storedTextOfBytes } from '../store/quoting.ts';

export function bytesOfText(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  return mayHoldStandIn(bytes) ? bytesOfStored(bytes) : bytes;
}

export function textOfBytes(bytes: Uint8Array): string {
  return storedTextOfBytes(bytes);
}
