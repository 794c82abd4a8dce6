const secondsMax = 86_400;

/** Seconds to wait by the provider's Retry-After (RFC 9110 §10.2.3: seconds or a date), a day at most; undefined when it gives none. */
export function retryAfterSeconds(value: unknown, nowMs: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const isDate = /^[A-Z][a-z]{2}, /.test(value);
  const seconds = isDate ? (Date.parse(value) - nowMs) / 1000 : /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.ceil(seconds)), secondsMax) : undefined;
}
