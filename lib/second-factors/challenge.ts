import { randomBytes } from 'node:crypto';
import { equalInConstantTime, keyedHash } from '#lib/core/secrets.ts';

/**
 * Challenges of WebAuthn that prove themselves: random bytes, the end of their life, and a keyed hash over both and over
 * what they are for. Nothing is stored before somebody answers, so asking for one costs nothing; answering spends it.
 */

/** How long a challenge may be answered, in milliseconds. */
export const challengeMs = 5 * 60_000;

const randomLength = 16;
const endLength = 6;
const macLength = 16;

const macOf = (key: Buffer, purpose: string, body: Buffer): string =>
  keyedHash(key, `${purpose}:${body.toString('hex')}`).slice(0, macLength * 2);

/** A new challenge in base64url; `purpose` names whom and what it is for, and is part of what is signed. */
export function newChallenge(key: Buffer, purpose: string, nowMs: number): string {
  const end = Buffer.alloc(endLength);
  end.writeUIntBE(nowMs + challengeMs, 0, endLength);
  const body = Buffer.concat([randomBytes(randomLength), end]);
  return Buffer.concat([body, Buffer.from(macOf(key, purpose, body), 'hex')]).toString('base64url');
}

/** When the challenge ends, in milliseconds since the epoch; null for one that is not ours, is for something else, or has ended. */
export function challengeEnd(key: Buffer, purpose: string, challenge: string, nowMs: number): number | null {
  const bytes = Buffer.from(challenge, 'base64url');
  if (bytes.length !== randomLength + endLength + macLength || bytes.toString('base64url') !== challenge) return null;
  const body = bytes.subarray(0, randomLength + endLength);
  if (!equalInConstantTime(macOf(key, purpose, body), bytes.subarray(randomLength + endLength).toString('hex'))) return null;
  const endsAtMs = body.readUIntBE(randomLength, endLength);
  return endsAtMs > nowMs ? endsAtMs : null;
}
