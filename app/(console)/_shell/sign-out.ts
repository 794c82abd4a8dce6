'use client';

/** next-auth's REST API ends the session and takes the cookie away; then nothing of the console may stay on screen. */
export async function signOut(): Promise<void> {
  const token: unknown = await (await fetch('/api/auth/csrf')).json();
  const csrfToken = typeof token === 'object' && token !== null && 'csrfToken' in token ? String(token.csrfToken) : '';
  await fetch('/api/auth/signout', { method: 'POST', body: new URLSearchParams({ csrfToken, callbackUrl: '/sign-in', json: 'true' }) });
  location.assign('/sign-in');
}
