import type { Dashboard } from '#lib/contracts/dashboard.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { readOutcomes } from './read-outcomes.ts';

const codesShown = 10;

/** What went wrong most often in a view. */
export async function readErrors(view: AnalyticsView): Promise<NonNullable<Dashboard['performance']>['errors']> {
  const { rows } = await readOutcomes(view, ['error']);
  return rows.slice(0, codesShown).map(({ name, requests }) => ({ code: name, requests }));
}
