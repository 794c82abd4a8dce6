import type { UsageFilters } from '#lib/usage/usage-scope.ts';
import type { ReportScope } from '../report-request.ts';

/** What a question about calls is narrowed to for a scope of exports. */
export const filtersOf = ({ kind, id }: ReportScope): UsageFilters =>
  kind === 'tenant' || kind === 'cost_center' || id === null ? {} : { [`${kind}_id`]: id };
