import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { selfSignedCertificate as certificateOf } from '#lib/sso/saml/self-signed-certificate.ts';

/** A key with a certificate for it, made at run time so that no private key lies in the repository. */
export interface SignedCertificate {
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly certificate: string;
  /** Base64 of DER, as metadata has it. */
  readonly base64: string;
}

/** Makes an RSA key and its certificate; good from an hour ago for a day unless said. */
export function selfSignedCertificate({ bits = 2048, endsAt = new Date(Date.now() + 86_400_000) } = {}): SignedCertificate {
  const keys = generateKeyPairSync('rsa', { modulusLength: bits });
  const startsAt = new Date(Math.min(Date.now(), endsAt.getTime()) - 3_600_000);
  const base64 = certificateOf(keys, { name: 'identity provider of a test', startsAt, endsAt });
  const certificate = `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`;
  return { privateKey: keys.privateKey, certificate, base64 };
}
