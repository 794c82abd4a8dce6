import { type KeyObject, randomBytes, sign } from 'node:crypto';

/** One value of DER (ITU-T X.690); contents of up to 65,535 bytes. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
/** 1.2.840.113549.1.1.11, sha256WithRSAEncryption. */
const sha256WithRsa = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
/** A name of nothing but a common name (2.5.4.3). */
const nameOf = (text: string): Buffer =>
  sequence(der(0x31, sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(text)))));

/** Years up to 2049 are UTCTime with two digits, later ones GeneralizedTime (RFC 5280 section 4.1.2.5). */
function timeOf(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

/** What a certificate says of an RSA key. */
export interface CertificateFacts {
  /** The common name, of whoever holds the key and of whoever says so. */
  readonly name: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/**
 * A certificate that an RSA key gives itself (X.509 version 3, RFC 5280), base64 of DER. Metadata of SAML carries keys in
 * certificates; nothing is trusted because of it.
 */
export function selfSignedCertificate(
  { privateKey, publicKey }: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  { name, startsAt, endsAt }: CertificateFacts,
): string {
  const serial = randomBytes(16);
  // Serial numbers are positive and never begin with a needless zero.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const subject = nameOf(name);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    sha256WithRsa,
    subject,
    sequence(timeOf(startsAt), timeOf(endsAt)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  return sequence(body, sha256WithRsa, signature).toString('base64');
}
