'use client';

/**
 * Ends the session, here and at the identity provider where one opened it; then nothing of the console may stay on screen.
 * The session here has ended before the provider is asked, whatever becomes of that.
 */
export async function signOut(): Promise<void> {
  const answer = await fetch('/api/sso/sign-out', { method: 'POST' });
  const body: unknown = await answer.json();
  const url = typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string' ? body.url : '/sign-in';
  location.assign(url);
}
