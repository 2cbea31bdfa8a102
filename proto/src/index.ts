/** The only door into Pixie's messages. */
export { loadServices, type PixieServices } from './load.ts';
export { decodeResponse, type DecodedResponse } from './decode.ts';
export { encodeBatch, encodeBatchResponse } from './encode.ts';
export {
  batchEncrypter,
  createDecryption,
  EncryptionError,
  type Decryption,
} from './encryption.ts';
export { errorTrailer, readErrorTrailer } from './errorTrailer.ts';
export { WireError } from './wire.ts';
export { loadOtlp, type MessageCodec, type OtlpMessages, type OtlpServices } from './otlp.ts';
export { loadPprof } from './pprof.ts';
export { uuidFromText, uuidToText } from './uuid.ts';
export type * from './messages.ts';
