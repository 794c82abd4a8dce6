import { describe, expect, it } from 'vitest';
import { decodeSignInFailure, encodeSignInFailure, type SignInFailure } from './sign-in.ts';

const failures: readonly SignInFailure[] = [
  { code: 'invalid_credentials' },
  { code: 'unavailable' },
  { code: 'rate_limited', retryAfterSeconds: 90 },
  {
    code: 'organization_choice',
    choices: [
      { slug: 'halden', name: 'Halden Group' },
      { slug: 'nord', name: 'Nørd & Söhne «مجموعة»' },
    ],
  },
];

describe('a sign-in failure on its way through next-auth', () => {
  it.each(failures)('$code comes back as it was, in characters that need no encoding', (failure) => {
    const text = encodeSignInFailure(failure);
    expect(text).toMatch(/^[A-Za-z0-9_.-]+$/);
    expect(decodeSignInFailure(text)).toEqual(failure);
  });

  it('reads what next-auth says itself', () => {
    expect(decodeSignInFailure('CredentialsSignin')).toEqual({ code: 'invalid_credentials' });
    expect(decodeSignInFailure('Configuration')).toEqual({ code: 'unavailable' });
  });

  it.each(['organization_choice.', 'organization_choice.%%%', 'organization_choice.e30', '', '.', 'toString'])(
    'takes the made-up %j for the plainest failure',
    (text) => {
      expect(decodeSignInFailure(text)).toEqual({ code: 'unavailable' });
    },
  );

  it('keeps the wait within an hour', () => {
    expect(decodeSignInFailure('rate_limited.1e99')).toEqual({ code: 'rate_limited', retryAfterSeconds: 3600 });
    expect(decodeSignInFailure('rate_limited.x')).toEqual({ code: 'rate_limited', retryAfterSeconds: 60 });
    expect(decodeSignInFailure('rate_limited.-5')).toEqual({ code: 'rate_limited', retryAfterSeconds: 1 });
  });
});
