import { hash } from 'node:crypto';
import { decode } from 'next-auth/jwt';
import { BoundedMap } from '#lib/core/bounded-map.ts';

/** What a session cookie held, and until when. */
interface Opened {
  readonly sessionSecret: string;
  /** Milliseconds since 1970. */
  readonly endsAtMs: number;
}

/**
 * Session cookies that were opened already, by their digest. To open one derives a key and deciphers (1.3 ms, a quarter of what a
 * request to the management API costs), and a person sends the same one for hours. Only what could be opened is kept, so that
 * nobody fills it with forgeries; whether the session still holds is asked of the database each time.
 */
export class OpenedCookies {
  readonly #kept: BoundedMap<string, Opened>;

  constructor(keptMax = 10_000) {
    this.#kept = new BoundedMap(keptMax);
  }

  get size(): number {
    return this.#kept.size;
  }

  /** The secret inside a cookie; undefined for a forged or an expired one. `key` is that of next-auth. */
  async secretOf(cookie: string, key: string, nowMs: number = Date.now()): Promise<string | undefined> {
    const digest = hash('sha256', `${key} ${cookie}`, 'base64url');
    const known = this.#kept.get(digest);
    if (known !== undefined) {
      if (known.endsAtMs > nowMs) return known.sessionSecret;
      this.#kept.delete(digest);
    }
    const payload = await decode({ token: cookie, secret: key }).catch(() => null);
    const sessionSecret: unknown = payload?.sessionSecret;
    if (typeof sessionSecret !== 'string') return undefined;
    if (typeof payload?.exp === 'number' && payload.exp * 1000 > nowMs)
      this.#kept.set(digest, { sessionSecret, endsAtMs: payload.exp * 1000 });
    return sessionSecret;
  }
}
