/** Profiles of pprof, uncompressed. Numbers are decimal text. */
import { codecOf, loadMessages, type MessageCodec } from './otlp.ts';

/** Reads the .proto file. */
export function loadPprof(): MessageCodec {
  return codecOf(loadMessages(['pprof.proto']), 'pxl.pprof.Profile');
}
