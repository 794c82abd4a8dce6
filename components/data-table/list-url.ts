import type { Filter } from '#components/shell/url-state.ts';
import { filtersPatch, patchSearch, type SearchParameters, type Sort, type UrlPatch, writeSort } from '#components/shell/url-state.ts';

/** The address of a list as the server knows it, to write links that change one part of it. */
export interface ListUrl {
  pathname: string;
  search: URLSearchParams;
}

/** From a page's path and its `searchParams`. */
export function listUrl(pathname: string, parameters: SearchParameters): ListUrl {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const text of value === undefined ? [] : typeof value === 'string' ? [value] : value) search.append(name, text);
  }
  return { pathname, search };
}

export const hrefWith = ({ pathname, search }: ListUrl, patch: UrlPatch): string => pathname + patchSearch(search, patch);

/** The address with these filters and no others. */
export const hrefWithFilters = (url: ListUrl, filters: readonly Filter[]): string => hrefWith(url, filtersPatch(filters, url.search));

/** The address without filters and search text: everything the scope and range hold. */
export function hrefCleared(url: ListUrl): string {
  return hrefWith(url, { ...filtersPatch([], url.search), q: undefined });
}

/**
 * Where a click on a header goes: first in the column's natural order, then the other way round, then back to the list's
 * own order.
 */
export function nextSort(current: Sort | undefined, field: string, descendingFirst: boolean): Sort | undefined {
  if (current?.field !== field) return { field, descending: descendingFirst };
  return current.descending === descendingFirst ? { field, descending: !descendingFirst } : undefined;
}

/** A sort that is the list's own leaves no trace in the URL. */
export function sortPatch(sort: Sort | undefined, defaultSort: Sort | undefined): UrlPatch {
  const same = sort?.field === defaultSort?.field && sort?.descending === defaultSort?.descending;
  return { sort: sort === undefined || same ? undefined : writeSort(sort) };
}

/** What differs between two addresses of one page, as a patch; a parameter the target lacks is taken out. */
export function patchBetween(current: URLSearchParams, target: URLSearchParams): UrlPatch {
  const patch: Record<string, readonly string[] | undefined> = {};
  for (const name of new Set([...current.keys(), ...target.keys()])) {
    const [before, after] = [current.getAll(name), target.getAll(name)];
    if (before.join('\n') === after.join('\n')) continue;
    patch[name] = after.length === 0 ? undefined : after;
  }
  return patch;
}
