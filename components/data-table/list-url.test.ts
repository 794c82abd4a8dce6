import { describe, expect, it } from 'vitest';
import { hrefCleared, hrefWith, hrefWithFilters, listUrl, nextSort, patchBetween, sortPatch } from './list-url.ts';

const url = listUrl('/keys', { 'f.status': ['is:active', 'not:expired'], sort: '-cost', cursor: 'abc', q: 'ci', scope: 'team_1' });

describe('UI-1 the address of a list', () => {
  it('keeps what a link does not change', () => {
    expect(hrefWith(url, { open: 'key_1' })).toBe(
      '/keys?f.status=is:active&f.status=not:expired&sort=-cost&cursor=abc&q=ci&scope=team_1&open=key_1',
    );
  });

  it('forgets the page when the list becomes another', () => {
    expect(hrefWith(url, { sort: undefined })).not.toContain('cursor');
    expect(hrefWith(url, { q: 'x' })).not.toContain('cursor');
  });

  it('replaces all filters at once, several of one field too', () => {
    expect(hrefWithFilters(url, [{ field: 'model', operator: 'is', values: ['a', 'b,c'] }])).toBe(
      '/keys?sort=-cost&q=ci&scope=team_1&f.model=is:a,b%252Cc',
    );
  });

  it('clears filters and search text, keeps scope and order', () => {
    expect(hrefCleared(url)).toBe('/keys?sort=-cost&scope=team_1');
  });

  it('tells two addresses apart by what differs', () => {
    const target = new URLSearchParams('sort=name&f.status=is:active&scope=team_1');
    expect(patchBetween(url.search, target)).toEqual({ 'f.status': ['is:active'], sort: ['name'], cursor: undefined, q: undefined });
    expect(patchBetween(url.search, new URLSearchParams(url.search))).toEqual({});
  });
});

describe('UI-1 sorting by header', () => {
  const cost = { field: 'cost', descending: true };

  it('goes one way, the other, and back to the order of the list', () => {
    const first = nextSort(undefined, 'cost', true);
    const second = nextSort(first, 'cost', true);
    expect([first, second, nextSort(second, 'cost', true)]).toEqual([cost, { field: 'cost', descending: false }, undefined]);
    expect(nextSort(cost, 'name', false)).toEqual({ field: 'name', descending: false });
  });

  it('leaves no trace of the own order of the list', () => {
    expect(sortPatch(cost, cost)).toEqual({ sort: undefined });
    expect(sortPatch({ field: 'cost', descending: false }, cost)).toEqual({ sort: 'cost' });
    expect(sortPatch(undefined, cost)).toEqual({ sort: undefined });
  });
});
