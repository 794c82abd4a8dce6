import { isIPv6 } from 'node:net';
import type { Clock } from '#lib/core/clock.ts';
import { AppError } from '#lib/core/errors.ts';

/**
 * Counts failed sign-ins per address and origin, per origin and per address. Kept in the memory of the process: an address
 * without an account has no tenant to keep a row in, and one that has must be counted the same way, or the limit itself
 * would tell them apart. Several console processes multiply the limits by their number, a restart forgets; both are small
 * against what scrypt and passwords of twelve characters leave to guess. Bounded: the oldest counters make room.
 */

const windowMs = 15 * 60 * 1000;
const countersMax = 50_000;

/** Failures within the window after which further attempts are refused unseen (NIST SP 800-63B-4 section 3.2.2 asks for 100 an account at most). */
const limits = { pair: 10, origin: 100, address: 100 } as const;

interface Counter {
  failures: number;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/**
 * Networks of 64 bits are given to single subscribers, so an IPv6 address counts as its network; but one that wraps an
 * IPv4 address counts as that.
 */
function originOf(ip: string | null): string {
  if (ip === null || !isIPv6(ip) || !URL.canParse(`http://[${ip}]`)) return ip ?? 'unknown';
  // The URL parser writes every address in one way (RFC 5952).
  const plain = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  if (plain.startsWith('::ffff:')) return plain;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}

const tooMany = (ms: number): AppError =>
  new AppError('rate_limited', {
    detail: 'Too many failed sign-ins. Wait, then try again.',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) },
  });

/** One sign-in that counts as failed until it is known to be something else. */
export interface Attempt {
  /** The person signed in: the failures of the address from this origin are forgotten. Those of the origin alone are not, or an account of one's own would reset them. */
  succeeded(): void;
  /** Nothing was learned about the password: the attempt does not count. */
  discard(): void;
}

export class SignInGuard {
  readonly #clock: Clock;
  readonly #counters = new Map<string, Counter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts an attempt before the password is looked at, so that many at once cannot pass together. Throws `rate_limited`
   * when one of the limits is reached; the right password does not help then either.
   */
  begin(email: string, ip: string | null): Attempt {
    const now = this.#clock.now();
    const keys = this.#keysOf(email, ip);
    const ends = keys.flatMap(([key, limit]) => {
      const counter = this.#live(key, now);
      return counter !== undefined && counter.failures >= limit ? [counter.endsAt] : [];
    });
    if (ends.length > 0) throw tooMany(Math.max(...ends) - now);
    const counted = keys.map(([key]) => this.#count(key, now));
    const discard = () => {
      for (const counter of counted) counter.failures = Math.max(0, counter.failures - 1);
    };
    const [pair] = counted;
    return {
      discard,
      succeeded: () => {
        discard();
        if (pair !== undefined) pair.failures = 0;
      },
    };
  }

  #keysOf(email: string, ip: string | null): readonly (readonly [key: string, limit: number])[] {
    const origin = originOf(ip);
    return [
      [`pair ${origin} ${email}`, limits.pair],
      [`origin ${origin}`, limits.origin],
      [`address ${email}`, limits.address],
    ];
  }

  #live(key: string, now: number): Counter | undefined {
    const counter = this.#counters.get(key);
    return counter !== undefined && counter.endsAt > now ? counter : undefined;
  }

  #count(key: string, now: number): Counter {
    const live = this.#live(key, now);
    if (live !== undefined) {
      live.failures += 1;
      return live;
    }
    const counter = { failures: 1, endsAt: now + windowMs };
    // A Map keeps the order of insertion, and all windows are equally long: the first is the one that ends first.
    this.#counters.delete(key);
    this.#counters.set(key, counter);
    for (const oldest of this.#counters.keys()) {
      if (this.#counters.size <= countersMax) break;
      this.#counters.delete(oldest);
    }
    return counter;
  }
}
