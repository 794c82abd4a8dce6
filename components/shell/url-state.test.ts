import { describe, expect, it } from 'vitest';
import {
  carriedSearch,
  comparisonPatch,
  filtersPatch,
  patchSearch,
  rangePatch,
  readUrlState,
  type SearchParameters,
  type UrlSpec,
} from './url-state.ts';

const spec: UrlSpec = {
  filters: { model: ['is', 'not', 'has'], cost: ['gt', 'lt', 'between'] },
  sorts: ['cost', 'name'],
  defaultSort: { field: 'cost', descending: true },
  tabs: ['overview', 'usage'],
  groups: ['team', 'model'],
};

const search = (text: string): SearchParameters => {
  const read: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) read[name] = [...(read[name] ?? []), value];
  return read;
};

describe('UI-1 the URL is the screen', () => {
  it('has defaults when it is empty', () => {
    const { state, dropped } = readUrlState({}, spec);
    expect(state).toMatchObject({ range: { preset: '30d' }, compare: 'previous', filters: [], sort: spec.defaultSort, open: undefined });
    expect(dropped).toEqual([]);
  });

  it('reads everything it knows', () => {
    const { state, dropped } = readUrlState(
      search(
        'scope=team_1&from=2026-11-01&to=2026-11-20&compare=year&f.model=is:a,b%2525&f.cost=gt:1&f.cost=lt:5&sort=-name&tab=usage&open=key_1&group=team,model',
      ),
      spec,
    );
    expect(dropped).toEqual([]);
    expect(state.filters).toEqual([
      { field: 'model', operator: 'is', values: ['a', 'b%'] },
      { field: 'cost', operator: 'gt', values: ['1'] },
      { field: 'cost', operator: 'lt', values: ['5'] },
    ]);
    expect(state).toMatchObject({
      range: { from: '2026-11-01', to: '2026-11-20' },
      compare: 'year',
      tab: 'usage',
      group: ['team', 'model'],
    });
    expect(state.sort).toEqual({ field: 'name', descending: true });
  });

  it('drops what it does not know, and says so', () => {
    const { state, dropped } = readUrlState(
      search('sort=colour&range=fortnight&f.city=is:x&f.model=gt:1&tab=none&utm=1&from=2026-02-30&to=2026-03-01&f.cost=between:1'),
      spec,
    );
    expect(dropped).toEqual([
      'f.city=is:x',
      'f.model=gt:1',
      'f.cost=between:1',
      'utm',
      'from=2026-02-30, to=2026-03-01',
      'range=fortnight',
      'sort=colour',
      'tab=none',
    ]);
    expect(state).toMatchObject({ range: { preset: '30d' }, sort: spec.defaultSort, filters: [] });
  });

  it('filters lost on the second save (langfuse#10955): writing and reading agree', () => {
    const filters = [
      { field: 'model', operator: 'is', values: ['a,b', '100%', 'ü'] },
      { field: 'cost', operator: 'between', values: ['1', '2'] },
    ] as const;
    const url = patchSearch(new URLSearchParams('f.old=is:x'), filtersPatch(filters, new URLSearchParams('f.old=is:x')));
    expect(readUrlState(search(url.slice(1)), spec).state.filters).toEqual(filters);
    const again = patchSearch(
      new URLSearchParams(url),
      filtersPatch(readUrlState(search(url.slice(1)), spec).state.filters, new URLSearchParams(url)),
    );
    expect(again).toBe(url);
  });

  it('leaves defaults out and forgets the page when the list changes', () => {
    const current = new URLSearchParams('cursor=abc&range=7d&open=x');
    expect(patchSearch(current, rangePatch({ preset: '30d' }))).toBe('?open=x');
    expect(patchSearch(current, { open: undefined })).toBe('?cursor=abc&range=7d');
    expect(patchSearch(new URLSearchParams(), comparisonPatch('previous'))).toBe('');
    expect(patchSearch(new URLSearchParams(), comparisonPatch({ from: '2026-10-01', to: '2026-10-20' }))).toBe(
      '?compare=2026-10-01..2026-10-20',
    );
  });

  it('carries scope and range to other pages, and no filters', () => {
    expect(carriedSearch(new URLSearchParams('scope=team_1&range=7d&f.model=is:a&open=x&sort=-cost')).toString()).toBe(
      'scope=team_1&range=7d',
    );
  });
});
