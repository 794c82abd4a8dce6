import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './saml/self-signed-certificate.ts';

/** Keys that open assertions of one connection, at most: the one in our metadata, and the one before until the provider has taken it over. */
const keysMax = 2;
const years = 10;

/** What a connection stores of its keys: certificates for everybody, private keys sealed. Newest first, in the same order. */
export interface EncryptionKeys {
  /** Base64 of DER. */
  readonly certificates: readonly string[];
  /** PEM (PKCS #8), one behind the other. */
  readonly privateKeys: string;
}

export const noEncryptionKeys: EncryptionKeys = { certificates: [], privateKeys: '' };

/** The private keys of a connection, each in PEM. */
export const splitPrivateKeys = (text: string): string[] => text.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g) ?? [];

const pemOf = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }));

/** Makes a key pair that providers encrypt assertions for, before those that are there; the oldest falls out. Takes about a tenth of a second, off the event loop. */
export async function addEncryptionKey({ certificates, privateKeys }: EncryptionKeys, now: Date): Promise<EncryptionKeys> {
  const keys = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const endsAt = new Date(now);
  endsAt.setUTCFullYear(now.getUTCFullYear() + years);
  // Clocks differ: a certificate that begins a minute later than the provider's clock would be refused there.
  const startsAt = new Date(now.getTime() - 3_600_000);
  const certificate = selfSignedCertificate(keys, { name: 'Tollgate SAML encryption', startsAt, endsAt });
  return {
    certificates: [certificate, ...certificates].slice(0, keysMax),
    privateKeys: [pemOf(keys.privateKey), ...splitPrivateKeys(privateKeys)].slice(0, keysMax).join('\n'),
  };
}
