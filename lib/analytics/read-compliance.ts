import type { PlaceAnalytics } from '#lib/contracts/place-analytics.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { readOutcomes } from './read-outcomes.ts';

/** What rules did to the calls of a view. */
export async function readCompliance(view: AnalyticsView, refused: number): Promise<NonNullable<PlaceAnalytics['compliance']>> {
  const { from, rows } = await readOutcomes(view, ['policy', 'unpriced']);
  return {
    refused_requests: refused,
    policy_outcomes: Object.fromEntries(
      rows.filter(({ kind }) => kind === 'policy').map(({ name, requests }) => [name, requests] as const),
    ),
    unpriced_requests: rows.find(({ kind }) => kind === 'unpriced')?.requests ?? 0,
    counted_from: from,
  };
}
