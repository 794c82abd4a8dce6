import type { CostState, UsageSource } from '#lib/usage/usage-event.ts';
import { CallFigures } from './call-figures.ts';

/** Counts since the process started, for /metrics; plain numbers, because they are written at every call. */
export class GatewayMetrics {
  /** Ended calls by provider and model. */
  readonly figures = new CallFigures();
  readonly callsByUsageSource: Record<UsageSource, number> = { provider: 0, counted: 0, presumed: 0, none: 0 };
  readonly callsByCostState: Record<CostState, number> = { priced: 0, zero: 0, unpriced: 0, not_billed: 0 };
  /** Errors told to callers, by code. */
  readonly errorsByCode = new Map<string, number>();
  /** Events of provider streams that were no JSON and were left out. */
  malformedEvents = 0;
  /** Attempts that failed, whether or not a later one served the call. */
  failedAttempts = 0;
  /** Bytes of streams that are held back at this moment because their callers asked for it. */
  bufferedBytes = 0;
  /** Calls that a budget near its end held back. */
  throttledCalls = 0;
  /** Calls that a rate limit refused, and those whose limits could not be counted. */
  rateRefusals = 0;
  rateStoreFailures = 0;
  /** Calls whose settlement could not be written anywhere. */
  settleFailures = 0;

  countError(code: string): void {
    this.errorsByCode.set(code, (this.errorsByCode.get(code) ?? 0) + 1);
  }
}
