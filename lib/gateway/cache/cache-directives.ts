import { AppError } from '#lib/core/errors.ts';

/** What a caller says about caching with `x-tollgate-cache`. */
export interface CacheDirectives {
  /** Neither told from the cache nor kept in it. */
  readonly noStore: boolean;
  /** Answered anew; the answer takes the place of the kept one. */
  readonly noCache: boolean;
  /** Answered from the cache or not at all. */
  readonly onlyIfCached: boolean;
  /** Only the answer to the very same request, not to one that means the same. */
  readonly exact: boolean;
  /** Oldest kept answer that is taken. */
  readonly maxAgeSeconds: number | null;
  /** How long the answer is kept at most; never longer than the tenant's own time. */
  readonly ttlSeconds: number | null;
}

const secondsMax = 31_536_000;
const names = 'use, no-store, no-cache, only-if-cached, exact, max-age=<seconds> and ttl=<seconds>';

const refuse = (detail: string): never => {
  throw new AppError('invalid_request', { detail: `The header x-tollgate-cache cannot be read: ${detail}` });
};

function seconds(name: string, value: string | undefined): number {
  const number = value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  return number <= secondsMax ? number : refuse(`${name} takes whole seconds, at most ${secondsMax}.`);
}

/**
 * Reads the header, in the manner of Cache-Control (RFC 9111 section 5.2). A word it does not know is refused and not
 * ignored: a mistyped `no-store` would keep what its sender wanted to be forgotten.
 */
export function readCacheDirectives(header: string): CacheDirectives {
  const found = new Map<string, string | undefined>();
  for (const part of header.split(',')) {
    const [name = '', value] = part.trim().toLowerCase().split('=', 2);
    if (name !== '') found.set(name, value);
  }
  const flag = (name: string): boolean => {
    if (found.get(name) !== undefined) refuse(`${name} takes no value.`);
    const isThere = found.has(name);
    found.delete(name);
    return isThere;
  };
  const time = (name: string): number | null => {
    if (!found.has(name)) return null;
    const value = seconds(name, found.get(name));
    found.delete(name);
    return value;
  };
  const directives = {
    noStore: flag('no-store'),
    noCache: flag('no-cache'),
    onlyIfCached: flag('only-if-cached'),
    exact: flag('exact'),
    maxAgeSeconds: time('max-age'),
    ttlSeconds: time('ttl'),
  };
  flag('use');
  const [stray] = found.keys();
  if (stray !== undefined) refuse(`"${stray}" is not known. It takes ${names}.`);
  if (directives.onlyIfCached && (directives.noCache || directives.noStore))
    refuse('only-if-cached cannot go together with no-cache or no-store.');
  return directives;
}
