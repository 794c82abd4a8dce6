import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { SignInGuard } from './sign-in-guard.ts';

const minute = 60_000;

function guardAt(start = 0) {
  const time = { now: start };
  const guard = new SignInGuard({ now: () => time.now });
  /** Seconds to wait, or undefined when the attempt was let through (and failed). */
  const fail = (email: string, ip: string | null): number | undefined => {
    try {
      guard.begin(email, ip);
      return undefined;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect(error.code).toBe('rate_limited');
      return Number(error.headers['retry-after']);
    }
  };
  const failTimes = (times: number, email: (index: number) => string, ip: (index: number) => string) =>
    Array.from({ length: times }, (_, index) => fail(email(index), ip(index))).filter((seconds) => seconds !== undefined).length;
  return { guard, time, fail, failTimes };
}

describe('SignInGuard', () => {
  it('refuses the eleventh failure of an address from one origin, for the rest of the window [IAM-3]', () => {
    const { fail, time } = guardAt();
    for (let count = 0; count < 10; count += 1) expect(fail('a@example.com', '192.0.2.1')).toBeUndefined();
    time.now = 5 * minute;
    expect(fail('a@example.com', '192.0.2.1')).toBe(600);
    expect(fail('a@example.com', '192.0.2.2')).toBeUndefined();
    expect(fail('b@example.com', '192.0.2.1')).toBeUndefined();
    time.now = 15 * minute + 1;
    expect(fail('a@example.com', '192.0.2.1')).toBeUndefined();
  });

  it('counts attempts that run at the same time before any of them has failed', () => {
    const { guard } = guardAt();
    const running = Array.from({ length: 10 }, () => guard.begin('a@example.com', '192.0.2.1'));
    expect(() => guard.begin('a@example.com', '192.0.2.1')).toThrow(AppError);
    running[0]?.discard();
    expect(() => guard.begin('a@example.com', '192.0.2.1')).not.toThrow();
  });

  it('forgets the failures of an address when the person signs in, but not those of the origin', () => {
    const { guard, fail, failTimes } = guardAt();
    const same = () => '192.0.2.1';
    failTimes(9, () => 'a@example.com', same);
    guard.begin('a@example.com', '192.0.2.1').succeeded();
    expect(failTimes(10, () => 'a@example.com', same)).toBe(0);
    expect(fail('a@example.com', '192.0.2.1')).toBeGreaterThan(0);
    expect(failTimes(100, (index) => `${index}@example.com`, same)).toBe(100 - 81);
  });

  it('refuses an origin that tries many addresses, and an address that many origins try', () => {
    const spray = guardAt();
    expect(
      spray.failTimes(
        101,
        (index) => `${index}@example.com`,
        () => '192.0.2.1',
      ),
    ).toBe(1);
    const swarm = guardAt();
    expect(
      swarm.failTimes(
        101,
        () => 'a@example.com',
        (index) => `192.0.2.${index}`,
      ),
    ).toBe(1);
  });

  it('takes an IPv6 network of 64 bits for one origin, however its addresses are written', () => {
    const { fail } = guardAt();
    const written = ['2001:db8::1', '2001:db8:0:0:1::', '2001:0DB8::2'];
    for (let count = 0; count < 10; count += 1) expect(fail('a@example.com', written[count % 3] ?? '')).toBeUndefined();
    expect(fail('a@example.com', '2001:db8::aaaa:1')).toBeGreaterThan(0);
    expect(fail('a@example.com', '2001:db8:0:1::1')).toBeUndefined();
    expect(fail('a@example.com', null)).toBeUndefined();
    for (let count = 0; count < 10; count += 1) expect(fail('b@example.com', '::ffff:192.0.2.1')).toBeUndefined();
    expect(fail('b@example.com', '::ffff:192.0.2.2')).toBeUndefined();
  });

  it('stays bounded: the oldest counters make room', () => {
    const { fail, failTimes } = guardAt();
    for (let count = 0; count < 10; count += 1) fail('first@example.com', '192.0.2.1');
    expect(fail('first@example.com', '192.0.2.1')).toBeGreaterThan(0);
    failTimes(
      30_000,
      (index) => `${index}@example.com`,
      (index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    );
    expect(fail('first@example.com', '192.0.2.1')).toBeUndefined();
  });
});
