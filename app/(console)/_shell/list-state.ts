import type { SearchParameters, UrlState } from '#components/shell/url-state.ts';

/** First value of a choice filter, if it is one the operation knows. */
export function chosenValue<Value extends string>(state: UrlState, field: string, allowed: readonly Value[]): Value | undefined {
  const given = state.filters.find((filter) => filter.field === field)?.values[0];
  return allowed.find((value) => value === given);
}

/** First value of a free-text filter. */
export const textValue = (state: UrlState, field: string): string | undefined =>
  state.filters.find((filter) => filter.field === field)?.values[0];

/** The sort as the API writes it, `-name` for descending, if the operation knows it. */
export function sortValue<Value extends string>(state: UrlState, allowed: readonly Value[]): Value | undefined {
  const { sort } = state;
  const text = sort && `${sort.descending ? '-' : ''}${sort.field}`;
  return allowed.find((value) => value === text);
}

/** Search text of a list, `q` in the URL. */
export const searchText = (search: SearchParameters): string | undefined =>
  typeof search.q === 'string' && search.q !== '' ? search.q : undefined;

/** What a list did not understand of its URL; `q` is its own. */
export const droppedOf = (dropped: readonly string[]): readonly string[] => dropped.filter((name) => name !== 'q');
