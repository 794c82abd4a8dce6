import { decodeSignInFailure, type SignInFailure } from '#lib/contracts/sign-in.ts';

/** What one step sends: e-mail and password, the second factor, or a passkey alone. */
export type SignInFields =
  /** `tenant` is the slug of the organization, where the person has chosen one. */
  | { readonly email: string; readonly password: string; readonly tenant: string }
  | { readonly pending: string; readonly method: string; readonly code: string }
  | { readonly passkey: string };

export type SignInAnswer = { readonly ok: true } | { readonly ok: false; readonly failure: SignInFailure };

/** next-auth's REST API: a CSRF token first, then the fields; the failure travels in the address it would redirect to. */
export async function requestSignIn(fields: SignInFields): Promise<SignInAnswer> {
  try {
    const token: unknown = await (await fetch('/api/auth/csrf')).json();
    const csrfToken = typeof token === 'object' && token !== null && 'csrfToken' in token ? String(token.csrfToken) : '';
    const answer = await fetch('/api/auth/callback/credentials', {
      method: 'POST',
      body: new URLSearchParams({ ...fields, csrfToken, callbackUrl: '/', json: 'true' }),
    });
    if (answer.ok) return { ok: true };
    const body: unknown = await answer.json();
    const url = typeof body === 'object' && body !== null && 'url' in body ? String(body.url) : '';
    return { ok: false, failure: decodeSignInFailure(new URL(url, location.href).searchParams.get('error') ?? '') };
  } catch {
    return { ok: false, failure: { code: 'unavailable' } };
  }
}
