/** Certificates of a private authority, made anew for each test file. */
import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

export interface Authority extends Certificate {
  /** A certificate for the host `name`, and for 127.0.0.1 when it is `localhost`. */
  readonly issue: (name: string, notAfter?: Date) => Promise<Certificate>;
}

const DAY_MS = 86_400_000;

export async function createAuthority(): Promise<Authority> {
  const made = await generate([{ name: 'commonName', value: 'Test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const issue = async (name: string, notAfter?: Date): Promise<Certificate> => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - 2 * DAY_MS),
      notAfterDate: notAfter ?? new Date(Date.now() + DAY_MS),
      ca: { key: made.private, cert: made.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
      ],
    });
    return { certificate: cert, key };
  };
  return { certificate: made.cert, key: made.private, issue };
}
