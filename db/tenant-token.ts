import { deriveKey, keyedHash } from '#lib/core/secrets.ts';

/**
 * A tenant token names the tenant of a transaction so that SQL cannot forge it: `<uuid>.<HMAC-SHA256 in hex>`. The key
 * is known to this process and to a table only the owner's function `current_tenant()` reads.
 */

const label = 'tenant-token';
/** Block size of SHA-256 in bytes (RFC 2104 pads the key to it). */
const blockBytes = 64;

/** Signs tenant ids (UUIDs in lower case). */
export type TenantSigner = (tenantId: string) => string;

export function tenantSigner(secret: string): TenantSigner {
  const key = deriveKey(secret, label);
  return (tenantId) => `${tenantId}.${keyedHash(key, tenantId)}`;
}

/** The two padded keys of RFC 2104, from which the database computes the HMAC with nothing but `sha256()`. */
export function tenantTokenPads(secret: string): { readonly inner: Buffer; readonly outer: Buffer } {
  const key = Buffer.alloc(blockBytes);
  deriveKey(secret, label).copy(key);
  return { inner: Buffer.from(key.map((byte) => byte ^ 0x36)), outer: Buffer.from(key.map((byte) => byte ^ 0x5c)) };
}
