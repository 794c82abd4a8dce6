import { describe, expect, it } from 'vitest';
import { challengeEnd, challengeMs, newChallenge } from './challenge.ts';

const key = Buffer.alloc(32, 7);
const now = 1_800_000_000_000;

describe('challenges [IAM-5]', () => {
  it('hold for five minutes, for what they were made for, under the key they were made with', () => {
    const challenge = newChallenge(key, 'sign-in', now);
    expect(challengeEnd(key, 'sign-in', challenge, now)).toBe(now + challengeMs);
    expect(challengeEnd(key, 'sign-in', challenge, now + challengeMs - 1)).toBe(now + challengeMs);
    expect(challengeEnd(key, 'sign-in', challenge, now + challengeMs)).toBeNull();
    expect(challengeEnd(key, 'step-up', challenge, now)).toBeNull();
    expect(challengeEnd(Buffer.alloc(32, 8), 'sign-in', challenge, now)).toBeNull();
    expect(newChallenge(key, 'sign-in', now)).not.toBe(challenge);
    expect(challengeMs).toBeLessThanOrEqual(300_000);
  });

  it('with one bit changed, a byte more or in another spelling are none', () => {
    const challenge = newChallenge(key, 'sign-in', now);
    const bytes = Buffer.from(challenge, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(challengeEnd(key, 'sign-in', changed.toString('base64url'), now), String(index)).toBeNull();
    }
    for (const other of ['', `${challenge}AA`, `${challenge}=`, challenge.slice(0, -2), 'nonsense'])
      expect(challengeEnd(key, 'sign-in', other, now)).toBeNull();
  });
});
