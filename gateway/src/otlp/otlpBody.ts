/** Bodies of OTLP/HTTP: protobuf or JSON, plain or gzip. */
import { type Json, type MessageCodec, readJson } from '#proto';
import { TelemetryError } from '#protocol/telemetry';

/** Of a body, and of what it unpacks to. */
export const MAX_BODY_BYTES = 16 * 2 ** 20;

export type BodyForm = 'protobuf' | 'json';

const FORMS: ReadonlyMap<string, BodyForm> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/json', 'json'],
]);
export const CONTENT_TYPES: Readonly<Record<BodyForm, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** By the content type without its parameters. */
export function formOf(contentType: string | undefined): BodyForm | undefined {
  return FORMS.get(contentType?.split(';')[0]?.trim().toLowerCase() ?? '');
}

/** The message in OTLP's JSON names. @throws TelemetryError when the body is malformed. */
export function decodeBody(body: Buffer, form: BodyForm, codec: MessageCodec): unknown {
  if (form === 'protobuf') {
    try {
      return codec.decode(body);
    } catch (error) {
      throw new TelemetryError('malformed', `the body is not protobuf: ${messageOf(error)}`);
    }
  }
  const json = readJson(body.toString('utf8'));
  if (json === undefined) throw new TelemetryError('malformed', 'the body is not JSON');
  return plain(json);
}

/** Whole numbers stay exact as bigint. */
function plain(json: Json): unknown {
  switch (json.kind) {
    case 'null':
      return undefined;
    case 'array':
      return json.items.map(plain);
    case 'object':
      return Object.fromEntries(json.members.map(([key, value]) => [key, plain(value)]));
    default:
      return json.value;
  }
}

export function encodeBody(message: object, form: BodyForm, codec: MessageCodec): Buffer {
  return form === 'json' ? Buffer.from(JSON.stringify(message)) : codec.encode(message);
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
