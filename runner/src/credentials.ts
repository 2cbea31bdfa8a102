/** What a connection sends to prove who asks. */

/**
 * Metadata to send with each call; asked anew every time, so that what expires can be renewed.
 *
 * @throws RunFailure when there are none; the run fails with its error.
 */
export type Credentials = (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;

/** An API key of Pixie Cloud, or the key of a local cluster. */
export const apiKeyCredentials =
  (key: string): Credentials =>
  () =>
    Promise.resolve({ 'pixie-api-key': key });

/** The key of a Vizier that is reached without Pixie Cloud. */
export const directVizierCredentials =
  (key: string): Credentials =>
  () =>
    Promise.resolve({ 'x-direct-vizier-key': key });
