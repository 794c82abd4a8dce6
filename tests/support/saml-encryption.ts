import { createPublicKey, X509Certificate } from 'node:crypto';
import { encrypt } from 'xml-encryption';
import { assertionXml, type ResponseFacts, responseXml, signXml } from './saml-messages.ts';
import type { SignedCertificate } from './self-signed-certificate.ts';

const xmlenc = 'http://www.w3.org/2001/04/xmlenc#';
const xmlenc11 = 'http://www.w3.org/2009/xmlenc11#';

/** Algorithms for the content, as XML Encryption names them. */
const contentNames = {
  'aes128-cbc': `${xmlenc}aes128-cbc`,
  'aes256-cbc': `${xmlenc}aes256-cbc`,
  'aes128-gcm': `${xmlenc11}aes128-gcm`,
  'aes256-gcm': `${xmlenc11}aes256-gcm`,
  'tripledes-cbc': `${xmlenc}tripledes-cbc`,
} as const;
/** Algorithms for the key of the content. */
const keyNames = { 'rsa-oaep': `${xmlenc}rsa-oaep-mgf1p`, 'rsa-1_5': `${xmlenc}rsa-1_5` } as const;

/** The certificate that metadata of ours says to encrypt for, base64 of DER. */
export const encryptionCertificateOf = (metadata: string): string =>
  /use="encryption".*?X509Certificate>([^<]+)</s.exec(metadata)?.[1]?.replace(/\s/g, '') ?? '';

export interface EncryptionChoices {
  readonly content?: keyof typeof contentNames;
  readonly key?: keyof typeof keyNames;
  readonly digest?: 'sha1' | 'sha256' | 'sha512';
}

/** An encrypted assertion around any text, for the holder of a certificate (base64 of DER). */
export async function encryptedAssertion(content: string, certificate: string, choices: EncryptionChoices = {}): Promise<string> {
  const pem = new X509Certificate(Buffer.from(certificate, 'base64')).toString();
  const options = {
    ...{ rsa_pub: createPublicKey(pem).export({ type: 'spki', format: 'pem' }), pem, warnInsecureAlgorithm: false },
    encryptionAlgorithm: contentNames[choices.content ?? 'aes256-gcm'],
    ...{ keyEncryptionAlgorithm: keyNames[choices.key ?? 'rsa-oaep'], keyEncryptionDigest: choices.digest ?? 'sha1' },
  };
  const data = await new Promise<string>((resolve, reject) => {
    encrypt(content, options, (error, result) => (error ? reject(error) : resolve(result)));
  });
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${data}</saml:EncryptedAssertion>`;
}

/** A response with a signed assertion, encrypted for the holder of a certificate. */
export async function encryptedResponse(
  facts: ResponseFacts,
  signing: SignedCertificate,
  certificate: string,
  choices: EncryptionChoices = {},
): Promise<string> {
  return responseXml(facts, await encryptedAssertion(signXml(assertionXml(facts), signing), certificate, choices));
}
