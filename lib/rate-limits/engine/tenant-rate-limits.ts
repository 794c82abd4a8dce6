import { type Gauge, type LimitMetric, type LimitRule, type LimitScope, slotMsOf, windowMsOf } from './gauge.ts';

/** One limit of a tenant with the calls it is about. */
export interface ScopedLimit {
  readonly rule: LimitRule;
  /** As stored: a UUID, the name of a model, or a connection's id with an optional ` model` behind it; empty for the tenant. */
  readonly scopeValue: string;
  /** Departments and teams in the scope with those below them; holders of a role; empty for other kinds. */
  readonly memberIds: readonly string[];
  /** Whether all calls in the scope share the limit, or each person or key has it for himself. */
  readonly per: 'all' | 'user' | 'key';
  /** Most that may come at once; null where that is the limit itself. */
  readonly burst: number | null;
}

/** Who calls, as the key says. */
export interface LimitedPrincipal {
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly keyId: string;
}

/** Where a call goes. */
export interface LimitedTarget {
  readonly connectionId: string;
  readonly model: string;
}

/** What one kind of call is checked against; the same object for the same key and target. */
export interface RatePlan {
  readonly gauges: readonly Gauge[];
  readonly hasTokens: boolean;
  readonly hasCost: boolean;
}

const emptyPlan: RatePlan = { gauges: [], hasTokens: false, hasCost: false };

/** What a tenant declares for the time in which its limits cannot be counted. */
export type WhenStoreDown = 'open' | 'closed';

/** The limits of a tenant, arranged by what a call is asked about; made once for each version of the configuration. */
export class TenantRateLimits {
  readonly whenStoreDown: WhenStoreDown;
  readonly #tenantId: string;
  readonly #limits: readonly ScopedLimit[];
  readonly #hasTargetLimits: boolean;
  readonly #gauges = new Map<string, Gauge>();
  readonly #plans = new WeakMap<LimitedPrincipal, Map<string, RatePlan>>();

  constructor(tenantId: string, limits: readonly ScopedLimit[], whenStoreDown: WhenStoreDown) {
    this.#tenantId = tenantId;
    this.#limits = limits;
    this.whenStoreDown = whenStoreDown;
    this.#hasTargetLimits = limits.some(({ rule }) => isOfTarget(rule.scope));
  }

  /** Everything a call of this key at this target is checked against. */
  planOf(principal: LimitedPrincipal, target: LimitedTarget): RatePlan {
    const place = this.#hasTargetLimits ? `${target.connectionId} ${target.model}` : '';
    let plans = this.#plans.get(principal);
    if (plans === undefined) {
      plans = new Map();
      this.#plans.set(principal, plans);
    }
    const known = plans.get(place);
    if (known !== undefined) return known;
    const plan = this.#compile(principal, target);
    plans.set(place, plan);
    return plan;
  }

  #compile(principal: LimitedPrincipal, target: LimitedTarget): RatePlan {
    const applicable = withoutOverridden(this.#limits.filter((limit) => applies(limit, principal, target)));
    const gauges = applicable.flatMap((limit) => this.#gaugesOf(limit, principal));
    if (gauges.length === 0) return emptyPlan;
    const has = (metric: LimitMetric) => gauges.some((gauge) => gauge.metric === metric);
    return { gauges, hasTokens: has('tokens'), hasCost: has('cost') };
  }

  #gaugesOf({ rule, per, burst }: ScopedLimit, { userId, keyId }: LimitedPrincipal): Gauge[] {
    const subject = per === 'user' ? `/${userId}` : per === 'key' ? `/${keyId}` : '';
    const windowMs = rule.window === null ? 0 : windowMsOf[rule.window];
    const gauges = [this.#gauge(rule, subject, windowMs, rule.limit, false)];
    if (burst !== null && burst < rule.limit && windowMs > 0) {
      // As many as may come at once, in the time in which the limit lets as many through.
      const spreadMs = Math.max(1_000, Math.round((windowMs * burst) / rule.limit));
      gauges.push(this.#gauge(rule, subject, spreadMs, burst, true));
    }
    return gauges;
  }

  #gauge(rule: LimitRule, subject: string, windowMs: number, limit: number, isBurst: boolean): Gauge {
    const key = gaugeKey(rule, subject, isBurst ? windowMs : null);
    const known = this.#gauges.get(key);
    if (known !== undefined) return known;
    const slotMs = windowMs === 0 ? 0 : slotMsOf(windowMs);
    const gauge: Gauge = {
      ...{ tenantId: this.#tenantId, key, metric: rule.metric, windowMs, slotMs, limit, rule, isBurst },
      isOfTarget: isOfTarget(rule.scope),
    };
    this.#gauges.set(key, gauge);
    return gauge;
  }
}

/** The name under which stores count a limit for a subject (empty where all share it), or its burst of so many milliseconds. */
export const gaugeKey = (rule: LimitRule, subject: string, burstMs: number | null): string =>
  `${rule.limitId}/${rule.metric}/${burstMs === null ? (rule.window ?? 'now') : `burst-${burstMs}`}${subject}`;

const isOfTarget = (scope: LimitScope): boolean => scope === 'model' || scope === 'target';

function applies({ rule, scopeValue, memberIds, per }: ScopedLimit, principal: LimitedPrincipal, target: LimitedTarget): boolean {
  if (per === 'user' && principal.userId === null) return false;
  switch (rule.scope) {
    case 'tenant':
      return true;
    case 'department':
      return principal.departmentId !== null && memberIds.includes(principal.departmentId);
    case 'team':
      return principal.teamId !== null && memberIds.includes(principal.teamId);
    case 'role':
      return principal.userId !== null && memberIds.includes(principal.userId);
    case 'user':
      return principal.userId === scopeValue;
    case 'key':
      return principal.keyId === scopeValue;
    case 'model':
      return target.model === scopeValue;
    case 'target':
      return scopeValue === target.connectionId || scopeValue === `${target.connectionId} ${target.model}`;
  }
}

/**
 * The limits of a role are what people have who have none of their own: a limit on the person takes the place of those on
 * his roles for the same metric and window, and of several roles the most generous counts.
 */
function withoutOverridden(limits: readonly ScopedLimit[]): readonly ScopedLimit[] {
  const isAlike = (a: ScopedLimit, b: ScopedLimit) => a.rule.metric === b.rule.metric && a.rule.window === b.rule.window;
  const isOverridden = (limit: ScopedLimit, index: number) =>
    limits.some(
      (other, at) =>
        isAlike(limit, other) &&
        (other.rule.scope === 'user' ||
          (other.rule.scope === 'role' && (other.rule.limit > limit.rule.limit || (other.rule.limit === limit.rule.limit && at < index)))),
    );
  return limits.filter((limit, index) => limit.rule.scope !== 'role' || !isOverridden(limit, index));
}
