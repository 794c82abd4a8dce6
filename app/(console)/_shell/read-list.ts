import { type ListUrl, listUrl } from '#components/data-table/list-url.ts';
import type { TableProblem } from '#components/data-table/table-state.tsx';
import { readUrlState, type SearchParameters, type Sort, type UrlSpec, type UrlState } from '#components/shell/url-state.ts';
import type { Problem } from '#lib/http/render-problem.ts';
import { droppedOf, searchText } from './list-state.ts';
import { tableProblem } from './table-problem.tsx';

/** What the URL of a list says: which rows, in which order, which one is open. */
export interface ListState {
  readonly search: SearchParameters;
  readonly state: UrlState;
  /** The text in the search box. */
  readonly q: string | undefined;
  /** What the URL carries and this list does not know. */
  readonly dropped: readonly string[];
  readonly url: ListUrl;
  readonly defaultSort: Sort | undefined;
}

/** Reads the URL of the list at `pathname`. */
export async function readList(pathname: string, searchParams: Promise<SearchParameters>, spec: UrlSpec = {}): Promise<ListState> {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, spec);
  return {
    ...{ search, state, q: searchText(search), dropped: droppedOf(dropped) },
    ...{ url: listUrl(pathname, search), defaultSort: spec.defaultSort },
  };
}

/** What a list operation answered, as `perform` gives it. */
interface ListAnswer<Row> {
  readonly data?: { readonly data: readonly Row[]; readonly next_cursor?: string | null | undefined } | undefined;
  readonly problem?: Problem | undefined;
}

interface ListProps<Row> {
  noun: string;
  rows: readonly Row[];
  rowId: (row: Row) => string;
  url: ListUrl;
  sort: Sort | undefined;
  defaultSort: Sort | undefined;
  cols: readonly string[] | undefined;
  open: string | undefined;
  older: string | undefined;
  problem: TableProblem | undefined;
}

/** The properties of a `DataTable` that follow from its URL and from what its operation answered; `noun` is a plural: "keys". */
export function listProps<Row extends { readonly id: string }>(list: ListState, noun: string, answer: ListAnswer<Row>): ListProps<Row> {
  const { state, url, defaultSort } = list;
  return {
    ...{ noun, url, defaultSort, sort: state.sort, cols: state.cols, open: state.open },
    rows: answer.data?.data ?? [],
    rowId: (row) => row.id,
    older: answer.data?.next_cursor ?? undefined,
    problem: tableProblem(noun, answer.problem),
  };
}
