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
const digestBytes = 32;
/** The two messages of an HMAC (RFC 2104), each behind the block of its key; written anew by every call. */
const outerMessage = Buffer.alloc(blockBytes + digestBytes);
const innerMessage = Buffer.alloc(blockBytes + 8192);

/**
 * HMAC-SHA256 in lower-case hex: what is stored in place of a key or session secret. Out of two plain hashes, because
 * `createHmac` makes a stream object with a native part that lives until the next full garbage collection, and every
 * gateway call hashes its key: it cost a quarter of the gateway's time. Between the two the digest is Latin-1 text, because
 * a Buffer of its own costs six times as much as the hash.
 */
export function keyedHash(key: Uint8Array, value: string): string {
  const short = key.length > blockBytes ? hash('sha256', key, 'buffer') : key;
  const needed = blockBytes + value.length * 3;
  const inner = needed <= innerMessage.length ? innerMessage : Buffer.allocUnsafe(needed);
  for (let at = 0; at < blockBytes; at += 1) {
    const byte = short[at] ?? 0;
    inner[at] = byte ^ 0x36;
    outerMessage[at] = byte ^ 0x5c;
  }
  const end = blockBytes + inner.write(value, blockBytes);
  outerMessage.write(hash('sha256', inner.subarray(0, end), 'binary'), blockBytes, 'latin1');
  return hash('sha256', outerMessage, 'hex');
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
