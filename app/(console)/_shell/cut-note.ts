import { pageLimitMax } from '#lib/contracts/page.ts';

/** A page of a list, as far as it says whether more follows; undefined where the reader may not see the list. */
type Page = { readonly next_cursor: string | null } | undefined;

/** Says of which lists, by their names in the plural, a form offers the beginning alone; undefined where it offers all there is. */
export function cutNote(lists: Readonly<Record<string, Page>>): string | undefined {
  const cut = Object.entries(lists).flatMap(([name, page]) => (typeof page?.next_cursor === 'string' ? [name] : []));
  if (cut.length === 0) return undefined;
  return `The first ${pageLimitMax} ${new Intl.ListFormat('en').format(cut)} are shown. What is missing can be named through the API.`;
}
