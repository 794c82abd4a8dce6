import { namedUuid } from '#lib/core/named-uuid.ts';

/**
 * The id of the alert of a threshold in one period: made from what it tells of, so that whoever sees the threshold first, a
 * bill or the job that alerts, names it the same. A UUID of version 8 (RFC 9562) that sorts by the begin of the period;
 * `percent` is −1 for the alert that the period is forecast to be exceeded, −2 for overruns, −3 for money in doubt.
 */
export function budgetAlertId(budgetId: string, periodStartMs: number, percent: number): string {
  return namedUuid(`budget-alert ${budgetId} ${periodStartMs} ${percent}`, periodStartMs);
}
