import { X509Certificate } from 'node:crypto';

/** A certificate as it is stored, and until when it is good. */
export interface ReadCertificate {
  /** Base64 of DER, on one line. */
  readonly base64: string;
  readonly expiresAt: Date;
  /** The key is one that signatures can be trusted to: RSA of 2048 bits or more, or a curve of 256 or more. */
  readonly isStrong: boolean;
}

function isStrong({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'rsa') return (details?.modulusLength ?? 0) >= 2048;
  return type === 'ec';
}

/** Reads PEM, or base64 of DER as metadata has it; null for what is no certificate. */
export function readCertificate(text: string): ReadCertificate | null {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
    return { base64, expiresAt: new Date(certificate.validTo), isStrong: isStrong(certificate) };
  } catch {
    return null;
  }
}

/** When the first of stored certificates ends; null without any. */
export function firstExpiry(certificates: readonly string[]): Date | null {
  const ends = certificates.flatMap((text) => readCertificate(text)?.expiresAt.getTime() ?? []);
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}
