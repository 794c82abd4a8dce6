import { expect, it } from 'vitest';
import { everyPage } from './every-page.ts';

it('a list that is offered whole is read to its last page [ORG-9]', async () => {
  const pages = new Map([
    [undefined, { data: ['a', 'b'], next_cursor: 'second' }],
    ['second', { data: ['c'], next_cursor: null }],
  ]);
  expect(await everyPage(async (cursor) => pages.get(cursor))).toEqual(['a', 'b', 'c']);
  expect(await everyPage(async () => undefined)).toEqual([]);
  let reads = 0;
  const endless = async () => {
    reads += 1;
    return { data: [reads], next_cursor: 'again' };
  };
  expect(await everyPage(endless)).toHaveLength(10);
});
