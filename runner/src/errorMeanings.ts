/**
 * What a gRPC code or a text means, in the user's words. Three sources: statuses that a cluster
 * sends within a run, how a call ended as the server said, and texts of gRPC's own library about
 * the connection (@grpc/grpc-js, pinned).
 */
import { status as GrpcStatus } from '@grpc/grpc-js';
import type { RunErrorKind } from '#protocol/errors';

/** What was said, and about which address. */
export interface Saying {
  readonly said: string;
  readonly address: string;
  /** What the pattern found: the first group. */
  readonly part: string;
}

export interface Meaning {
  /** Any without. */
  readonly codes?: readonly number[];
  readonly said?: RegExp;
  /** Only how a call ended, not what a cluster reports within one. */
  readonly callOnly?: true;
  readonly kind: RunErrorKind;
  /** Default: what was said. */
  readonly message?: (saying: Saying) => string;
  readonly nextStep: string;
}

const AGAIN = 'Run again; rows that came are kept and marked incomplete.';
const NETWORK = 'Check the address and the network, then run again.';
const LATER = 'Wait a moment, then run again.';
const FEWER = 'Ask for a shorter time range, or for fewer rows or columns.';
const NOT_PIXIE = 'Check that the address is the one of Pixie, with its port.';
const KEY =
  'Check the key, or make a new one under Admin > API Keys, and add the connection again.';

const noKey = ({ address }: Saying): string => `${address} does not accept the API key.`;

/** Texts about a connection that did not come about. */
const CONNECTING: readonly Meaning[] = [
  {
    said: /^Name resolution failed|ENOTFOUND|EAI_AGAIN/u,
    kind: 'network',
    message: ({ address }) => `${address} cannot be found: its name is not known.`,
    nextStep: 'Check the spelling of the address, and the network.',
  },
  {
    said: /(self[- ]signed certificate(?: in certificate chain)?|unable to (?:get (?:local )?issuer certificate|verify the first certificate))/iu,
    kind: 'network',
    message: ({ address, part }) => `The certificate of ${address} is not trusted: ${part}.`,
    nextStep:
      'If the server uses a private certificate authority, add that authority’s certificate to the connection.',
  },
  {
    said: /certificate has expired/u,
    kind: 'network',
    message: ({ address }) => `The certificate of ${address} has expired.`,
    nextStep: 'Renew the certificate on the server, or check the clock of this machine.',
  },
  {
    said: /certificate is not yet valid/u,
    kind: 'network',
    message: ({ address }) => `The certificate of ${address} is not valid yet.`,
    nextStep: 'Check the clock of this machine and the one of the server.',
  },
  {
    said: /(?:does not match certificate's altnames|ERR_TLS_CERT_ALTNAME_INVALID)(?::\s*(.*?))?(?:\s\(\d{4}-|$)/u,
    kind: 'network',
    message: ({ address, part }) =>
      `The certificate of ${address} is for another name${part === '' ? '' : `: ${part}`}`,
    nextStep:
      'Connect by the name in the certificate, or give the server a certificate for this one.',
  },
  {
    said: /wrong version number|packet length too long|SSL routines|EPROTO|before secure TLS connection was established/u,
    kind: 'network',
    message: ({ address }) => `${address} does not answer with TLS.`,
    nextStep:
      'Connect without TLS if the server has none; otherwise check the address and its port.',
  },
  {
    said: /(?:No connection established.*?Last error: |^)(.*?(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EACCES|ETIMEDOUT).*?)(?:\s\(\d{4}-.*)?$/u,
    kind: 'network',
    message: ({ address, part }) => `${address} cannot be reached: ${part}`,
    nextStep: NETWORK,
  },
  {
    said: /^No connection established(?:.*?Last error: (.*?))?(?:\s\(\d{4}-.*)?$/u,
    kind: 'network',
    message: ({ address, part }) =>
      `No connection to ${address} comes about${part === '' ? '.' : `: ${part}`}`,
    nextStep: 'Check the address, and whether the server uses TLS, then run again.',
  },
];

/** Texts about a connection that broke. */
const BROKEN: readonly Meaning[] = [
  {
    said: /^Bandwidth exhausted or memory limit exceeded$/u,
    kind: 'network',
    message: ({ address }) => `${address} closed the connection: too many requests.`,
    nextStep: `${LATER} Rows that came are kept and marked incomplete.`,
  },
  {
    said: /^Stream refused by server$/u,
    kind: 'network',
    message: ({ address }) => `${address} refused the request before it began.`,
    nextStep: LATER,
  },
  {
    said: /^Protocol not secure enough$/u,
    kind: 'network',
    message: ({ address }) => `${address} refuses this kind of TLS.`,
    nextStep: 'Check the TLS settings of the server.',
  },
  {
    said: /^Call cancelled$/u,
    kind: 'cluster',
    message: ({ address }) => `${address} cancelled the run.`,
    nextStep: AGAIN,
  },
  {
    said: /^Connection dropped$|RST_STREAM|without sending trailers|socket hang up|ECONNRESET|EPIPE|^Write (?:error|failed)|^Channel closed|ETIMEDOUT|^Failed to start HTTP\/2 stream/iu,
    kind: 'network',
    message: ({ address }) => `The connection to ${address} was lost.`,
    nextStep: AGAIN,
  },
];

const http = (codes: string): RegExp => new RegExp(`^Received HTTP status code (${codes})$`, 'u');

/** Answers that are not Pixie's at all. */
const FOREIGN: readonly Meaning[] = [
  { said: http('401'), kind: 'auth', message: noKey, nextStep: KEY },
  {
    said: http('403'),
    kind: 'auth',
    message: ({ address }) => `${address} forbids the request (HTTP 403).`,
    nextStep: 'Check the API key and what it may do, and whether a proxy stands in between.',
  },
  {
    said: http('3\\d\\d'),
    kind: 'request',
    message: ({ address, part }) => `${address} redirects to another address (HTTP ${part}).`,
    nextStep: 'Connect to the address that Pixie itself is at.',
  },
  {
    said: http('429'),
    kind: 'limit',
    message: ({ address }) => `${address} refuses more requests at the moment (HTTP 429).`,
    nextStep: LATER,
  },
  {
    said: http('502|503|504'),
    kind: 'cluster',
    message: ({ address, part }) => `Pixie is not available behind ${address} (HTTP ${part}).`,
    nextStep: LATER,
  },
  {
    said: http('\\d+'),
    kind: 'request',
    message: ({ address, part }) => `${address} answered with HTTP ${part}, not as Pixie does.`,
    nextStep: NOT_PIXIE,
  },
  {
    // The length of a message stands where a page has its second to fifth letter.
    said: /^Received message larger than max \((\d+) vs/u,
    kind: 'limit',
    message: ({ address, part }) =>
      `${address} sent a message of ${Number(part).toLocaleString('en-US')} bytes, more than is read.`,
    nextStep: FEWER,
  },
  {
    said: /unsupported compression method (\S+)/u,
    kind: 'request',
    message: ({ address, part }) =>
      `${address} compresses its answers in a way that is not supported: ${part}.`,
    nextStep: NOT_PIXIE,
  },
  {
    said: /^Response message parsing error: (.*)$/su,
    kind: 'cluster',
    message: ({ address, part }) => `An answer of ${address} can't be read: ${part}.`,
    nextStep: 'Run the script again. If it happens every time, report it.',
  },
];

const COMPILE = 'Correct the script and run it again.';

/** What Pixie says, whichever way it says it. */
const PIXIE: readonly Meaning[] = [
  {
    said: /^Failed to compile script with error='(.*)'$/su,
    kind: 'compile',
    message: ({ part }) => part,
    nextStep: COMPILE,
  },
  {
    said: /is not a valid flag/u,
    kind: 'compile',
    nextStep: 'Correct the #px:set line at the top of the script.',
  },
  {
    codes: [GrpcStatus.PERMISSION_DENIED],
    said: /cluster/iu,
    kind: 'cluster',
    message: ({ said }) => `Access to this cluster is not allowed: ${said}`,
    nextStep: 'Select another cluster, or ask its owner for access.',
  },
  {
    codes: [GrpcStatus.PERMISSION_DENIED],
    kind: 'auth',
    message: ({ address, said }) => `${address} does not allow this: ${said}`,
    nextStep: 'Check what the API key may do, or use another one.',
  },
  { codes: [GrpcStatus.UNAUTHENTICATED], kind: 'auth', message: noKey, nextStep: KEY },
  {
    callOnly: true,
    said: /auth middleware failed|invalid auth token|unauthenticated|unauthorized/iu,
    kind: 'auth',
    message: noKey,
    nextStep: KEY,
  },
  {
    codes: [GrpcStatus.UNAVAILABLE],
    said: /not in a healthy state/u,
    kind: 'cluster',
    message: () => 'The cluster is not in a healthy state.',
    nextStep: 'Choose another cluster, or see why this one is not healthy.',
  },
  {
    said: /failed to (?:fetch|generate) creds for cluster/u,
    kind: 'cluster',
    message: ({ said }) => `Pixie has no access to this cluster: ${said}`,
    nextStep: 'Check that the cluster still exists and belongs to your organization.',
  },
  {
    codes: [GrpcStatus.UNAVAILABLE],
    callOnly: true,
    kind: 'cluster',
    message: ({ said, address }) => `${address} is not available at the moment: ${said}`,
    nextStep: LATER,
  },
  {
    codes: [GrpcStatus.DEADLINE_EXCEEDED],
    said: /^deadline exceeded/iu,
    kind: 'timeout',
    message: ({ address }) => `${address} did not answer in time.`,
    nextStep: 'Run again, or ask for a shorter time range.',
  },
  {
    codes: [GrpcStatus.DEADLINE_EXCEEDED],
    kind: 'timeout',
    nextStep: 'Run again, or ask for a shorter time range.',
  },
  {
    said: /Large data batch rejected/u,
    kind: 'limit',
    nextStep: 'Limit the rows with head(), or keep only the columns you need.',
  },
  { codes: [GrpcStatus.RESOURCE_EXHAUSTED], kind: 'limit', nextStep: FEWER },
  {
    codes: [GrpcStatus.INVALID_ARGUMENT],
    said: /cluster_id/u,
    kind: 'cluster',
    nextStep: 'Select a cluster in the Pixie Clusters view.',
  },
  {
    said: /^Script modification has been disabled/u,
    kind: 'request',
    nextStep: 'Run a script of the cluster unchanged, or ask its owner to allow other scripts.',
  },
  {
    codes: [GrpcStatus.INVALID_ARGUMENT],
    kind: 'request',
    nextStep: 'Correct the request and run again.',
  },
  {
    codes: [GrpcStatus.NOT_FOUND],
    kind: 'cluster',
    nextStep: 'Select another cluster in the Pixie Clusters view.',
  },
  {
    codes: [GrpcStatus.UNIMPLEMENTED],
    callOnly: true,
    kind: 'request',
    message: ({ said, address }) => `${address} does not know this request: ${said}`,
    nextStep: NOT_PIXIE,
  },
];

const REST: Meaning = {
  kind: 'cluster',
  nextStep: 'Run again; if it persists, look at the health of the cluster.',
};

/** Meanings of how a call ended. The first that fits counts; the last fits everything. */
export const CALL_MEANINGS: readonly Meaning[] = [
  ...CONNECTING,
  ...BROKEN,
  ...FOREIGN,
  ...PIXIE,
  REST,
];

/** The same for what a cluster reports within a run: the connection is known to work. */
export const STATUS_MEANINGS: readonly Meaning[] = [
  ...PIXIE.filter(({ callOnly }) => callOnly !== true),
  REST,
];
