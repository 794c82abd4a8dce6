import { encode } from 'next-auth/jwt';
import { expect, it } from 'vitest';
import { OpenedCookies } from './opened-cookies.ts';

const key = 'a key for these tests';
const sealed = (sessionSecret: string, maxAge = 3600) => encode({ token: { sessionSecret }, secret: key, maxAge });

it('[IAM-6] a cookie is opened once, and tells nothing under another key, when it was changed or when it is over', async () => {
  const opened = new OpenedCookies();
  const cookie = await sealed('one');
  expect([await opened.secretOf(cookie, key), await opened.secretOf(cookie, key), opened.size]).toEqual(['one', 'one', 1]);
  expect(await opened.secretOf(cookie, 'another key')).toBeUndefined();
  for (const forged of [`${cookie}x`, cookie.slice(0, -2), 'no cookie at all', ''])
    expect(await opened.secretOf(forged, key)).toBeUndefined();
  expect(opened.size).toBe(1);
  const later = Date.now() + 3_700_000;
  // By that clock it is over: what was kept goes, and nothing is kept instead.
  await opened.secretOf(cookie, key, later);
  expect(opened.size).toBe(0);
  expect(await opened.secretOf(await sealed('past', -60), key)).toBeUndefined();
});

it('[IAM-6] so many are kept and no more, the latest among them', async () => {
  const opened = new OpenedCookies(2);
  for (const name of ['one', 'two', 'three']) expect(await opened.secretOf(await sealed(name), key)).toBe(name);
  expect(opened.size).toBe(2);
});
