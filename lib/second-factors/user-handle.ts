import { isUuid } from '#lib/core/ids.ts';
import type { FactorOwner } from './limit-guesses.ts';

const uuidBytes = 16;

const uuidOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** What a passkey keeps to say whose it is: tenant and person, 32 bytes that tell a stranger nothing (WebAuthn section 14.6.1). */
export const userHandleOf = ({ tenantId, userId }: FactorOwner): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(`${tenantId}${userId}`.replaceAll('-', ''), 'hex'));

/** Whose a passkey says it is; undefined for what is not ours. Proves nothing before the signature does. */
export function readUserHandle(handle: string | undefined): FactorOwner | undefined {
  const bytes = Buffer.from(handle ?? '', 'base64url');
  if (bytes.length !== uuidBytes * 2) return undefined;
  const [tenantId, userId] = [uuidOf(bytes.subarray(0, uuidBytes)), uuidOf(bytes.subarray(uuidBytes))];
  return isUuid(tenantId) && isUuid(userId) ? { tenantId, userId } : undefined;
}
