import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { channelKinds } from '#lib/contracts/channels.ts';
import { channelKindsByName } from './index.ts';
import { retryAfterMs } from './post-json.ts';

const helpers = ['channel-kind.ts', 'index.ts', 'post-json.ts', 'channels.test.ts'];

test('[INT-4] a file of this folder is a kind of channel, and has its line', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !helpers.includes(name));
  expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual([...channelKinds].sort());
  expect(Object.keys(channelKindsByName).sort()).toEqual([...channelKinds].sort());
});

test('what a receiver asks for is read as seconds or as a date, and bounded', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Sat, 21 Nov 2026 10:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('999999999', now)).toBe(86_400_000);
  for (const odd of [undefined, 'soon', '-5', 'Sat, 21 Nov 2026 09:00:00 GMT']) expect(retryAfterMs(odd, now)).toBeUndefined();
});
