import { createHash } from 'node:crypto';

/**
 * The same UUID for the same text, of version 8 (RFC 9562 §5.8), which no id of ours can be otherwise. With `timeMs` it begins
 * with that millisecond, as ids of version 7 do, and sorts among them.
 */
export function namedUuid(text: string, timeMs?: number): string {
  const digest = createHash('sha256').update(text).digest();
  const bytes = Buffer.alloc(16);
  if (timeMs === undefined) digest.copy(bytes, 0, 0, 16);
  else {
    bytes.writeUIntBE(timeMs, 0, 6);
    digest.copy(bytes, 6, 0, 10);
  }
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
