/** Keys of callers: where a request carries them, and whether one is right. */
import { timingSafeEqual } from 'node:crypto';
import { KEY_HEADER } from '#protocol/telemetry';

/** Where Pixie's clients put the key of a Vizier they call without a cloud. */
const DIRECT_KEY_HEADER = 'x-direct-vizier-key';

/** All values of a header; its name is in lower case. */
export type HeaderValues = (name: string) => readonly string[];

/** Whether a caller may call. */
export type KeyCheck = (headers: HeaderValues) => boolean;

/** Lets in whoever sends one of these keys, as a header of Pixie's or as a bearer token. */
export function keyCheck(keys: readonly string[]): KeyCheck {
  const wanted = keys.map((key) => Buffer.from(key));
  const isRight = (text: string): boolean => {
    const given = Buffer.from(text);
    return wanted.some((key) => key.length === given.length && timingSafeEqual(key, given));
  };
  return (headers) => {
    const bearer = only(headers('authorization'))?.match(/^Bearer +(.+)$/i)?.[1];
    const given = [only(headers(KEY_HEADER)), only(headers(DIRECT_KEY_HEADER)), bearer];
    return given.some((key) => key !== undefined && isRight(key));
  };
}

/** Lets everybody in. Only for servers on loopback whose user has asked for it. */
export const anyCaller: KeyCheck = () => true;

/** A header that is given twice says nothing. */
const only = (values: readonly string[]): string | undefined =>
  values.length === 1 ? values[0] : undefined;
