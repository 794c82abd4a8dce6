import { expect, it } from 'vitest';
import { uuidOfUlid } from './uuid-of-ulid.ts';

it('reads a ULID as the UUID of the same bits', () => {
  // The time that the tests of ulid's own package know for these ten characters.
  const uuid = uuidOfUlid('01ARYZ6S41TSV4RRFFQ69G5FAV');
  expect(Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)).toBe(1_469_918_176_385);
  expect(uuidOfUlid('7ZZZZZZZZZZZZZZZZZZZZZZZZZ')).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
  expect(uuidOfUlid('00000000000000000000000000')).toBe('00000000-0000-0000-0000-000000000000');
  for (const wrong of ['', '8ZZZZZZZZZZZZZZZZZZZZZZZZZ', '01ARYZ6S41TSV4RRFFQ69G5FAU', 'not-a-ulid'])
    expect(() => uuidOfUlid(wrong)).toThrow();
});
