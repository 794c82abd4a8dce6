import type { z } from 'zod';
import type { UrlSpec, UrlState } from '#components/shell/url-state.ts';
import { keyKinds, type keyList, keyStatuses } from '#lib/contracts/keys.ts';

/** What the list of keys understands of its URL. */
export const keyUrlSpec = {
  filters: { status: ['is'], kind: ['is'] },
  sorts: ['name', 'created_at', 'last_used_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

type KeyListInput = z.input<(typeof keyList)['input']>;

const chosen = <Value extends string>(state: UrlState, field: string, allowed: readonly Value[]): Value | undefined =>
  allowed.find((value) => state.filters.find((filter) => filter.field === field)?.values[0] === value);

/** The operation's input for what the URL shows. */
export function keyListInput(state: UrlState, search: string | undefined): KeyListInput {
  const { sort = keyUrlSpec.defaultSort } = state;
  const field = `${sort.descending ? '-' : ''}${sort.field}`;
  const sorted = (['name', '-name', 'created_at', '-created_at', 'last_used_at', '-last_used_at'] as const).find((name) => name === field);
  return {
    search,
    sort: sorted,
    cursor: state.cursor,
    status: chosen(state, 'status', keyStatuses),
    kind: chosen(state, 'kind', keyKinds),
  };
}
