/** Bytes of STRING cells. */
import { textOf } from '#protocol/cells';

// A byte order mark is a character like others: without `ignoreBOM` it would vanish.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface DecodedText {
  readonly text: string;
  /** False when some bytes are not UTF-8; they stand as `\xNN` in the text. */
  readonly isUtf8: boolean;
}

export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: decoder.decode(bytes), isUtf8: true };
  } catch {
    // The only error of a fatal decoder: these bytes are not UTF-8, so they are shown one by one.
    return { text: textOf(bytes), isUtf8: false };
  }
}
