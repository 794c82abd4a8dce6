import { expect, it } from 'vitest';
import { censored } from './audit-writer.ts';

it('texts under names of secrets are censored at any depth, numbers and flags are not [AUD-1]', () => {
  const value = {
    name: 'x',
    password: 'p',
    nested: [
      { api_secret: 's', credential: 'c', must_change_password: true },
      { access_token: 't', tokens: 5, key: 'k', key_id: 'key_1' },
    ],
    password_hash: 'h',
    amount: 12n,
    at: new Date(0),
    none: null,
  };
  expect(censored(value)).toEqual({
    name: 'x',
    password: '[secret]',
    nested: [
      { api_secret: '[secret]', credential: '[secret]', must_change_password: true },
      { access_token: '[secret]', tokens: 5, key: '[secret]', key_id: 'key_1' },
    ],
    password_hash: '[secret]',
    amount: '12',
    at: '1970-01-01T00:00:00.000Z',
    none: null,
  });
});
