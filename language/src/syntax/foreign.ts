/**
 * Texts in files named .pxl that are no PxL. Other products use the extension for pictures, as JSON
 * objects or in binary. A script that is merely broken is never taken for one of them.
 */

/** Bytes that no text has, or that were no UTF-8 when the file was read. */
const BINARY = /[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/;
const LOST_BYTES = /\uFFFD/g;
const LOOKED_AT = 4_096;

/** Blank space and comments of JSON5, then an object with a first key, or a list of objects. */
const JSON_OBJECTS =
  /^\uFEFF?(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:\[\s*)?\{(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z_$][\w$]*)\s*:/;

export function isForeign(text: string): boolean {
  if (text.includes('\u0000')) return true;
  const head = text.slice(0, LOOKED_AT);
  if (BINARY.test(head)) return true;
  const lost = head.match(LOST_BYTES)?.length ?? 0;
  // A mistyped encoding loses a letter here and there, a picture most of its bytes.
  if (lost > 8 && lost * 10 > head.length) return true;
  return JSON_OBJECTS.test(head);
}
