import { base62FromBytes, checksum62 } from '#lib/core/base62.ts';
import { deriveKey } from '#lib/core/secrets.ts';

/**
 * The demo's sign-in and virtual key, derived from TOLLGATE_SECRET: every start can print them again, and nothing has to
 * be kept in readable form. Whoever has the secret has everything anyway.
 */

export const demoAdminEmail = 'admin@halden.example';
export const demoSlug = 'halden';
export const emptyAdminEmail = 'admin@nordlys.example';
export const emptySlug = 'nordlys';

function derivedBase62(secret: string, label: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) text += base62FromBytes(deriveKey(secret, `${label}:${block}`));
  return text.slice(0, length);
}

/** Password of both demo administrators: three groups that can be read aloud, 83 bits. */
export function demoPassword(secret: string): string {
  const text = derivedBase62(secret, 'demo-password', 14);
  return `${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10)}`;
}

/** The virtual key of the printed curl, in the form of `newVirtualKey`. */
export function demoVirtualKey(secret: string): string {
  const body = `tg_${derivedBase62(secret, 'demo-virtual-key', 32)}`;
  return body + checksum62(body);
}
