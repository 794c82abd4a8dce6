/** What a limit counts. `cost` is counted in millionths of a dollar. */
export type LimitMetric = 'requests' | 'tokens' | 'concurrency' | 'cost';

/** Whom or what a limit is for. */
export type LimitScope = 'tenant' | 'department' | 'team' | 'user' | 'role' | 'key' | 'model' | 'target';

/** One limit as those are told of it who run into it. */
export interface LimitRule {
  readonly limitId: string;
  readonly name: string;
  readonly scope: LimitScope;
  readonly metric: LimitMetric;
  /** Null for concurrency, which has no window. */
  readonly window: 'minute' | 'hour' | 'day' | 'month' | null;
  readonly limit: number;
}

/**
 * What is counted against a limit for one whom it is for. Every store admits at most `limit` in any stretch of `windowMs`,
 * wherever that stretch begins.
 */
export interface Gauge {
  readonly tenantId: string;
  /** The same in every process and after a change of the limit, so that what was used stays used. */
  readonly key: string;
  readonly metric: LimitMetric;
  /** 0 for concurrency. */
  readonly windowMs: number;
  /** The window is counted in slots: an amount is free again at most one slot later than it could be. */
  readonly slotMs: number;
  readonly limit: number;
  readonly rule: LimitRule;
  /** Only keeps what the rule allows from coming all at once; not told to callers as a limit of its own. */
  readonly isBurst: boolean;
  /** It is about the model or connection that is asked: another target may be free. */
  readonly isOfTarget: boolean;
}

const minuteMs = 60_000;

/** Milliseconds; a month is thirty days, so that every stretch of it is equally long. */
export const windowMsOf = {
  minute: minuteMs,
  hour: 60 * minuteMs,
  day: 24 * 60 * minuteMs,
  month: 30 * 24 * 60 * minuteMs,
} as const;

/** Length of a slot: a sixtieth of short windows, a quarter of an hour of a day, six hours of a month. */
export function slotMsOf(windowMs: number): number {
  if (windowMs >= windowMsOf.month) return windowMs / 120;
  return Math.ceil(windowMs / (windowMs >= windowMsOf.day ? 96 : 60));
}

/** Slots after which an amount is free again, its own one included. */
export const slotsOf = ({ windowMs, slotMs }: Pick<Gauge, 'windowMs' | 'slotMs'>): number => Math.ceil(windowMs / slotMs) + 1;
