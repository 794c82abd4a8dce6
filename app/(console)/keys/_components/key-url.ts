import type { z } from 'zod';
import type { UrlSpec, UrlState } from '#components/shell/url-state.ts';
import { keyKinds, type keyList, keyStatuses } from '#lib/contracts/keys.ts';
import { chosenValue, sortValue } from '../../_shell/list-state.ts';

/** What the list of keys understands of its URL. */
export const keyUrlSpec = {
  filters: { status: ['is'], kind: ['is'], rotation: ['is'], unused: ['is'] },
  sorts: ['name', 'created_at', 'last_used_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const sorts = ['name', '-name', 'created_at', '-created_at', 'last_used_at', '-last_used_at'] as const;

/** The operation's input for what the URL shows. */
export const keyListInput = (state: UrlState, search: string | undefined): z.input<(typeof keyList)['input']> => ({
  search,
  sort: sortValue(state, sorts),
  cursor: state.cursor,
  status: chosenValue(state, 'status', keyStatuses),
  kind: chosenValue(state, 'kind', keyKinds),
  rotation: chosenValue(state, 'rotation', ['due', 'soon']),
  unused_days: chosenValue(state, 'unused', ['30', '90', '365']),
});
