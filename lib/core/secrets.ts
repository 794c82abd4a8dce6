import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/**
 * Everything derived from TOLLGATE_SECRET, and the two things done with what is derived: keyed hashes for look-up, and
 * authenticated encryption (AES-256-GCM, NIST SP 800-38D, 96-bit random nonces).
 */

const nonceBytes = 12;
const tagBytes = 16;

/** A 32-byte key for one purpose (HKDF-SHA256, RFC 5869); different labels give independent keys. */
export function deriveKey(secret: string, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'tollgate', label, 32));
}

// Making a KeyObject of a buffer costs five times the hash, and every gateway call hashes its key.
const keyObjects = new WeakMap<Buffer, KeyObject>();

function keyObjectOf(key: Buffer): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
}

/** HMAC-SHA256 in lower-case hex: what is stored in place of a key or session secret. */
export function keyedHash(key: Buffer, value: string): string {
  return createHmac('sha256', keyObjectOf(key)).update(value).digest('hex');
}

/** Compares two texts in time that depends on their length only. */
export function equalInConstantTime(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** nonce ‖ ciphertext ‖ tag. `context` is authenticated too: a ciphertext moved to another row does not open. */
export function seal(key: Buffer, plaintext: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made; throws when the key, the context or a single bit is not the same. */
export function open(key: Buffer, sealed: Buffer, context: string): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new Error('The sealed value is too short to be one');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()]);
}
