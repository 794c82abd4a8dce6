import type { z } from 'zod';
import type { UrlSpec, UrlState } from '#components/shell/url-state.ts';
import { budgetPeriods, budgetScopes, enforcements } from '#lib/contracts/budget-resource.ts';
import type { budgetList } from '#lib/contracts/budgets.ts';
import { archiveStatuses } from '#lib/contracts/departments.ts';
import { chosenValue, sortValue } from '../../_shell/list-state.ts';

/** What the list of budgets understands of its URL. */
export const budgetUrlSpec = {
  filters: { scope: ['is'], period: ['is'], enforcement: ['is'], status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const sorts = ['name', '-name', 'created_at', '-created_at'] as const;

/** A tree wants to be seen whole, so the list is as long as one may be. */
const limit = 200;

/** The operation's input for what the URL shows. */
export const budgetListInput = (state: UrlState, search: string | undefined): z.input<(typeof budgetList)['input']> => ({
  search,
  limit,
  sort: sortValue(state, sorts),
  cursor: state.cursor,
  scope: chosenValue(state, 'scope', budgetScopes),
  period: chosenValue(state, 'period', budgetPeriods),
  enforcement: chosenValue(state, 'enforcement', enforcements),
  status: chosenValue(state, 'status', archiveStatuses),
});
