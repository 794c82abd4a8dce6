import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

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

const blockBytes = 64;

/** The two key blocks of HMAC (RFC 2104), made once per key. */
interface HmacBlocks {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const hmacBlocks = new WeakMap<Buffer, HmacBlocks>();

function hmacBlocksOf(key: Buffer): HmacBlocks {
  const known = hmacBlocks.get(key);
  if (known !== undefined) return known;
  const block = Buffer.alloc(blockBytes);
  (key.length > blockBytes ? hash('sha256', key, 'buffer') : key).copy(block);
  const blocks = { inner: Buffer.from(block.map((byte) => byte ^ 0x36)), outer: Buffer.from(block.map((byte) => byte ^ 0x5c)) };
  hmacBlocks.set(key, blocks);
  return blocks;
}

/**
 * HMAC-SHA256 in lower-case hex: what is stored in place of a key or session secret. Out of two plain hashes, because
 * `createHmac` makes a stream object with a native part that lives until the next full garbage collection, and every
 * gateway call hashes its key: it cost a quarter of the gateway's time. `key` must not be changed after its first use.
 */
export function keyedHash(key: Buffer, value: string): string {
  const { inner, outer } = hmacBlocksOf(key);
  const digest = hash('sha256', Buffer.concat([inner, Buffer.from(value)]), 'buffer');
  return hash('sha256', Buffer.concat([outer, digest]), 'hex');
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
