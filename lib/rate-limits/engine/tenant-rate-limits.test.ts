import { describe, expect, it } from 'vitest';
import type { LimitRule } from './gauge.ts';
import { type ScopedLimit, TenantRateLimits } from './tenant-rate-limits.ts';

const principal = { departmentId: 'd1', teamId: 't1', userId: 'u1', keyId: 'k1' };
const target = { connectionId: 'c1', model: 'm1' };

const limitOn = (scope: LimitRule['scope'], scopeValue: string, more: Partial<ScopedLimit> & { limit?: number } = {}): ScopedLimit => ({
  rule: { limitId: `${scope} ${scopeValue}`, name: scope, scope, metric: 'requests', window: 'minute', limit: more.limit ?? 10 },
  scopeValue,
  memberIds: more.memberIds ?? [],
  per: more.per ?? 'all',
  burst: more.burst ?? null,
});

const gaugesFor = (limits: readonly ScopedLimit[], of = principal, at = target) =>
  new TenantRateLimits('tenant', limits, 'open').planOf(of, at).gauges;

describe('[RATE-1] the limits of a call', () => {
  it('are those of its organization, department, team, owner, key, model and target', () => {
    const limits = [
      limitOn('tenant', ''),
      limitOn('department', 'above', { memberIds: ['above', 'd1'] }),
      limitOn('team', 't1', { memberIds: ['t1'] }),
      limitOn('user', 'u1'),
      limitOn('key', 'k1'),
      limitOn('model', 'm1'),
      limitOn('target', 'c1'),
      limitOn('target', 'c1 m1'),
      limitOn('department', 'other', { memberIds: ['other'] }),
      limitOn('user', 'u2'),
      limitOn('key', 'k2'),
      limitOn('model', 'm2'),
      limitOn('target', 'c1 m2'),
    ];
    expect(gaugesFor(limits).map(({ rule }) => rule.limitId)).toEqual(limits.slice(0, 8).map(({ rule }) => rule.limitId));
    expect(gaugesFor(limits).map(({ isOfTarget }) => isOfTarget)).toEqual([false, false, false, false, false, true, true, true]);
  });

  it('are compiled once for each key and target', () => {
    const all = new TenantRateLimits('tenant', [limitOn('tenant', ''), limitOn('model', 'm1')], 'open');
    expect(all.planOf(principal, target)).toBe(all.planOf(principal, { ...target }));
    const other = all.planOf(principal, { ...target, model: 'm2' });
    expect(other.gauges).toEqual([all.planOf(principal, target).gauges[0]]);
    expect(other.gauges[0]).toBe(all.planOf(principal, target).gauges[0]);
  });

  it('count each person or key apart where they say so, and leave out who has no owner', () => {
    const limits = [limitOn('team', 't1', { memberIds: ['t1'], per: 'user' }), limitOn('tenant', '', { per: 'key' })];
    const keys = (of: typeof principal | { userId: null }) => gaugesFor(limits, { ...principal, ...of } as never).map(({ key }) => key);
    expect(keys({ ...principal })).toEqual(['team t1/requests/minute/u1', 'tenant /requests/minute/k1']);
    expect(keys({ userId: null })).toEqual(['tenant /requests/minute/k1']);
  });

  it('keep what may come at once below what the limit lets through in that time', () => {
    const [whole, burst] = gaugesFor([limitOn('tenant', '', { limit: 600, burst: 50 })]);
    expect([whole?.limit, whole?.windowMs]).toEqual([600, 60_000]);
    expect([burst?.limit, burst?.windowMs, burst?.isBurst]).toEqual([50, 5_000, true]);
  });
});

describe('[COST-5] limits of a role', () => {
  const holders = { memberIds: ['u1'], per: 'user' } as const;

  it('are what each of its holders has for himself', () => {
    const limits = [limitOn('role', 'analyst', { ...holders, memberIds: ['u1', 'u2'] })];
    expect(gaugesFor(limits).map(({ key }) => key)).toEqual(['role analyst/requests/minute/u1']);
    expect(gaugesFor(limits, { ...principal, userId: 'u3' })).toEqual([]);
  });

  it('give way to a limit of the person, and the most generous role counts', () => {
    const roles = [limitOn('role', 'a', { ...holders, limit: 5 }), limitOn('role', 'b', { ...holders, limit: 20 })];
    expect(gaugesFor(roles).map(({ limit }) => limit)).toEqual([20]);
    expect(gaugesFor([...roles, limitOn('user', 'u1', { limit: 2 })]).map(({ limit }) => limit)).toEqual([2]);
  });
});
