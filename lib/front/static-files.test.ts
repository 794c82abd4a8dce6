import { expect, it } from 'vitest';
import { acceptsBrotli } from './static-files.ts';

it.each(['br', 'gzip, deflate, br', 'gzip, br;q=0.5, *', 'BR', 'gzip , br ; q=1'])('takes %s as accepting brotli', (header) => {
  expect(acceptsBrotli(header)).toBe(true);
});

it.each([undefined, '', 'gzip, deflate', 'brotli', 'br;q=0', 'gzip, br;q=0.0, deflate', 'xbr', 'br0'])(
  'takes %s as not accepting it',
  (header) => {
    expect(acceptsBrotli(header)).toBe(false);
  },
);
