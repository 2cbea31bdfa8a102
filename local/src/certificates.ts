/**
 * A certificate for servers on loopback, signed by an authority made for it. Both stay in a folder,
 * so that programs which trust the authority need not be set up again after a restart. The
 * authority's private key is never stored: nobody can sign anything else with it.
 */
import 'reflect-metadata';
import {
  randomBytes,
  randomUUID,
  webcrypto,
  X509Certificate as NodeCertificate,
} from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface ServerCertificate {
  /** PEM. */
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  /** Path of the authority's certificate, which clients must trust. */
  readonly authorityPath: string;
}

const DAY_MS = 86_400_000;
/** Some clients trust no certificate that is valid for longer. */
const VALID_DAYS = 397;
/** One that ends sooner is replaced at start. */
const LEFT_DAYS = 30;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const AUTHORITY = 'authority.pem';
const CERTIFICATE = 'server.pem';
const PRIVATE_KEY = 'server.key';

/** The certificate in `folder`, or a new one. @throws Error when the folder cannot be written. */
export async function serverCertificate(folder: string, nowMs: number): Promise<ServerCertificate> {
  const known = storedCertificate(folder, nowMs);
  if (known !== undefined) return known;
  const files = await newCertificate(nowMs);
  const own = `${folder}.${randomUUID()}`;
  mkdirSync(own, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(own, name), text, { mode: 0o600 });
  }
  rmSync(folder, { recursive: true, force: true });
  try {
    // Appears whole or not at all.
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    // Another process may have been faster; its certificate is as good.
    const other = storedCertificate(folder, nowMs);
    if (other === undefined) throw error;
    return other;
  }
  return certificateIn(folder);
}

function storedCertificate(folder: string, nowMs: number): ServerCertificate | undefined {
  try {
    const found = certificateIn(folder);
    const certificate = new NodeCertificate(found.certificate);
    const authority = new NodeCertificate(readFileSync(found.authorityPath));
    const isSigned = certificate.verify(authority.publicKey);
    const lasts = Date.parse(certificate.validTo) - nowMs > LEFT_DAYS * DAY_MS;
    return isSigned && lasts ? found : undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Missing or damaged: a new one takes its place.
    return undefined;
  }
}

const certificateIn = (folder: string): ServerCertificate => ({
  certificate: readFileSync(join(folder, CERTIFICATE)),
  privateKey: readFileSync(join(folder, PRIVATE_KEY)),
  authorityPath: join(folder, AUTHORITY),
});

/** Texts of the files by name. */
async function newCertificate(nowMs: number): Promise<Readonly<Record<string, string>>> {
  const { subtle } = webcrypto;
  const authorityKeys = await subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const serverKeys = await subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const times = {
    // Clocks of containers may be a little behind.
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + VALID_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
  };
  const authority = await X509CertificateGenerator.createSelfSigned(
    {
      ...times,
      serialNumber: serialNumber(),
      name: 'CN=PxL local authority',
      keys: authorityKeys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ],
    },
    webcrypto,
  );
  const server = await X509CertificateGenerator.create(
    {
      ...times,
      serialNumber: serialNumber(),
      subject: 'CN=localhost',
      issuer: authority.subject,
      publicKey: serverKeys.publicKey,
      signingKey: authorityKeys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
          { type: 'ip', value: '::1' },
        ]),
      ],
    },
    webcrypto,
  );
  const privateKey = await subtle.exportKey('pkcs8', serverKeys.privateKey);
  return {
    [AUTHORITY]: `${authority.toString('pem')}\n`,
    [CERTIFICATE]: `${server.toString('pem')}\n`,
    [PRIVATE_KEY]: `${PemConverter.encode(privateKey, PemConverter.PrivateKeyTag)}\n`,
  };
}

/** Positive, as X.509 demands. */
const serialNumber = (): string => {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
};
