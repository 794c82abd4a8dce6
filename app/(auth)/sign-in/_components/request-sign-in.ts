import { decodeSignInFailure, type SignInFailure } from '#lib/contracts/sign-in.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Slug of the organization, where the person has chosen one. */
  readonly tenant: string;
}

export type SignInAnswer = { readonly ok: true } | { readonly ok: false; readonly failure: SignInFailure };

/** next-auth's REST API: a CSRF token first, then the credentials; the failure travels in the address it would redirect to. */
export async function requestSignIn(credentials: Credentials): Promise<SignInAnswer> {
  try {
    const token: unknown = await (await fetch('/api/auth/csrf')).json();
    const csrfToken = typeof token === 'object' && token !== null && 'csrfToken' in token ? String(token.csrfToken) : '';
    const answer = await fetch('/api/auth/callback/credentials', {
      method: 'POST',
      body: new URLSearchParams({ ...credentials, csrfToken, callbackUrl: '/', json: 'true' }),
    });
    if (answer.ok) return { ok: true };
    const body: unknown = await answer.json();
    const url = typeof body === 'object' && body !== null && 'url' in body ? String(body.url) : '';
    return { ok: false, failure: decodeSignInFailure(new URL(url, location.href).searchParams.get('error') ?? '') };
  } catch {
    return { ok: false, failure: { code: 'unavailable' } };
  }
}
