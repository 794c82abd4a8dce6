import { addressListOf, parseAddressRange } from '#lib/core/address-range.ts';

/** What of the tenant's security settings decides about a session; columns of `security_setting`. */
export interface SessionRules {
  readonly idleMinutes: number | null;
  readonly absoluteMinutes: number;
  readonly allowedNetworks: readonly string[];
  readonly allowedCountries: readonly string[];
}

/** What holds where nobody set anything. */
export const defaultSessionRules: SessionRules = { idleMinutes: null, absoluteMinutes: 720, allowedNetworks: [], allowedCountries: [] };

/** Where a request came from, as a trusted proxy or the socket says. */
export interface Origin {
  readonly ip: string | null;
  /** ISO 3166-1 alpha-2; null where no trusted proxy says. */
  readonly country: string | null;
}

/** The times of a session. */
export interface SessionTimes {
  readonly createdAt: Date;
  /** Accurate to a minute. */
  readonly lastSeenAt: Date;
}

const minuteMs = 60_000;

/** Whether a session still holds under rules that may have become stricter since it was opened. */
export function isWithinTimes({ createdAt, lastSeenAt }: SessionTimes, rules: SessionRules, now: Date): boolean {
  const age = now.getTime() - createdAt.getTime();
  const idle = now.getTime() - lastSeenAt.getTime();
  return age < rules.absoluteMinutes * minuteMs && (rules.idleMinutes === null || idle < rules.idleMinutes * minuteMs);
}

/** The rules with the shorter of their own timeout and another one; null says nothing. */
export const withTimeout = (rules: SessionRules, minutes: number | null): SessionRules =>
  minutes === null ? rules : { ...rules, idleMinutes: Math.min(minutes, rules.idleMinutes ?? Number.POSITIVE_INFINITY) };

/** Entries that are no ranges were refused when they were set. */
const isWithin = (ranges: readonly string[], ip: string): boolean =>
  addressListOf(ranges.flatMap((range) => parseAddressRange(range) ?? [])).has(ip);

/** Whether the tenant lets people in from there. An origin that nobody knows is refused where there is a list. */
export function isAllowedOrigin({ ip, country }: Origin, rules: Pick<SessionRules, 'allowedNetworks' | 'allowedCountries'>): boolean {
  if (rules.allowedNetworks.length > 0 && (ip === null || !isWithin(rules.allowedNetworks, ip))) return false;
  return rules.allowedCountries.length === 0 || (country !== null && rules.allowedCountries.includes(country));
}
