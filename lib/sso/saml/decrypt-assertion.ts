import { constants, createDecipheriv, type DecipherGCM, privateDecrypt } from 'node:crypto';
import { XMLSerializer } from '@xmldom/xmldom';
import { invalid, SsoRefusal } from '../sso-refusal.ts';
import { childrenNamed, elementsNamed, namespaces, readXml } from './read-xml.ts';

/**
 * Encrypted assertions (SAML Core section 2.3.4, XML Encryption 1.1). What comes out is judged and verified like an assertion
 * that came in the clear: that something was encrypted for us says nothing about who did it.
 */

const xmlenc = 'http://www.w3.org/2001/04/xmlenc#';
const xmlenc11 = 'http://www.w3.org/2009/xmlenc11#';

interface Cipher {
  readonly name: 'aes-128-cbc' | 'aes-256-cbc' | 'aes-128-gcm' | 'aes-256-gcm';
  readonly keyBytes: number;
}

/** CBC is what Entra ID and AD FS send. Its weakness needs to be told good padding from bad: whatever is wrong, the browser is told one code. */
const ciphers: ReadonlyMap<string, Cipher> = new Map([
  [`${xmlenc}aes128-cbc`, { name: 'aes-128-cbc', keyBytes: 16 }],
  [`${xmlenc}aes256-cbc`, { name: 'aes-256-cbc', keyBytes: 32 }],
  [`${xmlenc11}aes128-gcm`, { name: 'aes-128-gcm', keyBytes: 16 }],
  [`${xmlenc11}aes256-gcm`, { name: 'aes-256-gcm', keyBytes: 32 }],
]);
/** PKCS #1 v1.5 is not among them: it can be opened by asking often enough (Bleichenbacher 1998). */
const keyTransports = new Set([`${xmlenc}rsa-oaep-mgf1p`, `${xmlenc11}rsa-oaep`]);
const hashes = new Set(['sha1', 'sha256', 'sha384', 'sha512']);
/** One for each of the provider's recipients. */
const encryptedKeysMax = 5;

/** The one answer to everything that does not open, whatever it was: another key, another length, padding, a broken document. */
const unreadable = () =>
  invalid('The assertion is encrypted, and none of this connection’s keys opens it. Give the provider our metadata again.');

function methodOf(element: Element): { readonly algorithm: string; readonly hash: string } {
  const [method] = childrenNamed(element, xmlenc, 'EncryptionMethod');
  const digest = method === undefined ? undefined : elementsNamed(method, namespaces.signature, 'DigestMethod')[0];
  // Providers name the hash in two namespaces; what it is called behind the sign is the same.
  const hash = digest?.getAttribute('Algorithm')?.split('#')[1] ?? 'sha1';
  return { algorithm: method?.getAttribute('Algorithm') ?? '', hash };
}

function cipherValueOf(element: Element): Buffer {
  const [data] = childrenNamed(element, xmlenc, 'CipherData');
  const [value] = data === undefined ? [] : childrenNamed(data, xmlenc, 'CipherValue');
  return Buffer.from(value?.textContent ?? '', 'base64');
}

/** The key that the content was encrypted with; null where a private key does not open it. */
function contentKey(encryptedKey: Element, privateKey: string, { keyBytes }: Cipher): Buffer | null {
  const { algorithm, hash } = methodOf(encryptedKey);
  if (!keyTransports.has(algorithm) || !hashes.has(hash))
    throw invalid(`The key of the assertion is encrypted with ${algorithm || 'nothing known'} (${hash}). RSA-OAEP is accepted.`);
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const key = privateDecrypt({ key: privateKey, padding, oaepHash: hash }, cipherValueOf(encryptedKey));
    return key.length === keyBytes ? key : null;
  } catch {
    return null;
  }
}

/** Throws where the key is another, GCM's tag is wrong or CBC's padding is (XML Encryption section 5.2: only its last byte counts). */
function openContent({ name }: Cipher, key: Buffer, sealed: Buffer): string {
  if (name === 'aes-128-gcm' || name === 'aes-256-gcm') {
    if (sealed.length < 12 + 16) throw unreadable();
    const decipher: DecipherGCM = createDecipheriv(name, key, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
  }
  const decipher = createDecipheriv(name, key, sealed.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed.subarray(16)), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > 16) throw unreadable();
  return padded.subarray(0, -padding).toString('utf8');
}

/** The text of one encrypted assertion. */
function decrypted(encrypted: Element, privateKeys: readonly string[]): string {
  const [data, second] = childrenNamed(encrypted, xmlenc, 'EncryptedData');
  if (data === undefined || second !== undefined) throw invalid('An encrypted assertion must have one EncryptedData');
  const { algorithm } = methodOf(data);
  const cipher = ciphers.get(algorithm);
  if (cipher === undefined)
    throw invalid(`The assertion is encrypted with ${algorithm || 'nothing known'}, which is not accepted. AES-GCM and AES-CBC are.`);
  const encryptedKeys = elementsNamed(encrypted, xmlenc, 'EncryptedKey');
  if (encryptedKeys.length === 0 || encryptedKeys.length > encryptedKeysMax) throw invalid('The key of an encrypted assertion is missing');
  for (const encryptedKey of encryptedKeys)
    for (const privateKey of privateKeys) {
      const key = contentKey(encryptedKey, privateKey, cipher);
      if (key !== null) return openContent(cipher, key, cipherValueOf(data));
    }
  throw unreadable();
}

function readAssertion(encrypted: Element, privateKeys: readonly string[]): Element {
  try {
    return readXml(decrypted(encrypted, privateKeys)).documentElement;
  } catch (error) {
    throw error instanceof SsoRefusal ? error : unreadable();
  }
}

/** Whether a response holds an encrypted assertion. */
export const isEncrypted = (document: Document): boolean => elementsNamed(document, '*', 'EncryptedAssertion').length > 0;

/**
 * The response with its assertion in the clear, as text. A signature of the whole response covered the encrypted form; it is
 * left out, for the assertion must be signed itself. Throws SsoRefusal.
 */
export function decryptAssertion(document: Document, privateKeys: readonly string[]): string {
  const response = document.documentElement;
  const [encrypted, second] = elementsNamed(document, '*', 'EncryptedAssertion');
  if (encrypted === undefined || second !== undefined) throw invalid('The response must have one assertion');
  if (encrypted.parentNode !== response || encrypted.namespaceURI !== namespaces.assertion)
    throw invalid('The assertion stands where SAML has none');
  response.replaceChild(document.importNode(readAssertion(encrypted, privateKeys), true), encrypted);
  for (const signature of childrenNamed(response, namespaces.signature, 'Signature')) response.removeChild(signature);
  return new XMLSerializer().serializeToString(document);
}
