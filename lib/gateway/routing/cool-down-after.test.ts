import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '#lib/core/errors.ts';
import { coolDownAfter } from './cool-down-after.ts';
import type { FaultKind } from './fault-kind.ts';

const limits = { retryAfterKeptMs: 300_000, credentialCoolDownMs: 30_000 };
const plain = { hasUnseenState: false, hasToken: false };
const coolDownOf = (code: ErrorCode, kind: FaultKind, retryAfterMs: number | null) =>
  coolDownAfter(new AppError(code), kind, retryAfterMs, plain, limits);
const refused = (status: number, request: object = {}) => {
  const provider = { code: null, type: null, status };
  return coolDownAfter(new AppError('provider_credentials_rejected', { provider }), 'not_served', null, { ...plain, ...request }, limits);
};

describe('[GW-5] the time for which a fault keeps calls away', () => {
  it('is what the provider asked for, within bounds, and nothing where it asked for nothing', () => {
    expect(coolDownOf('provider_rate_limited', 'rate_limited', 60_000)).toBe(60_000);
    expect(coolDownOf('provider_overloaded', 'server_error', 5_000)).toBe(5_000);
    expect(coolDownOf('provider_rate_limited', 'rate_limited', 86_400_000)).toBe(300_000);
    expect(coolDownOf('provider_rate_limited', 'rate_limited', null)).toBe(0);
    // A limit of ours, not of the target's.
    expect(coolDownOf('too_many_in_flight', 'busy', 1_000)).toBe(0);
  });

  it('is a while for a connection that nobody can be served by', () => {
    expect([refused(401), refused(403), coolDownOf('provider_quota_exhausted', 'not_served', null)]).toEqual([30_000, 30_000, 30_000]);
  });

  it('is nothing where the refusal may be of one file, or of a token that is renewed', () => {
    expect([refused(403, { hasUnseenState: true }), refused(401, { hasUnseenState: true })]).toEqual([0, 30_000]);
    expect([refused(401, { hasToken: true }), refused(403, { hasToken: true })]).toEqual([0, 30_000]);
  });
});
