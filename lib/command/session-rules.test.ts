import { describe, expect, it } from 'vitest';
import { isAllowedOrigin, isWithinTimes, type SessionRules } from './session-rules.ts';

const rules: SessionRules = { idleMinutes: 30, absoluteMinutes: 120, allowedNetworks: [], allowedCountries: [] };
const now = new Date('2026-11-21T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('rules of sessions [IAM-6]', () => {
  it('end a session that is too old, and one that was not used for too long', () => {
    expect(isWithinTimes({ createdAt: ago(119), lastSeenAt: ago(29) }, rules, now)).toBe(true);
    expect(isWithinTimes({ createdAt: ago(120), lastSeenAt: ago(1) }, rules, now)).toBe(false);
    expect(isWithinTimes({ createdAt: ago(60), lastSeenAt: ago(30) }, rules, now)).toBe(false);
    expect(isWithinTimes({ createdAt: ago(119), lastSeenAt: ago(119) }, { ...rules, idleMinutes: null }, now)).toBe(true);
  });

  it('let in from networks and countries on their lists, and nobody from nowhere', () => {
    const lists = { allowedNetworks: ['192.0.2.0/24', '2001:db8::/32'], allowedCountries: ['DE'] };
    expect(isAllowedOrigin({ ip: '192.0.2.9', country: 'DE' }, lists)).toBe(true);
    expect(isAllowedOrigin({ ip: '2001:db8::9', country: 'DE' }, lists)).toBe(true);
    for (const [ip, country] of [
      ['198.51.100.1', 'DE'],
      ['192.0.2.9', 'FR'],
      [null, 'DE'],
      ['192.0.2.9', null],
    ] as const)
      expect(isAllowedOrigin({ ip, country }, lists)).toBe(false);
    expect(isAllowedOrigin({ ip: null, country: null }, rules)).toBe(true);
  });
});
