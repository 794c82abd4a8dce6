import { getRuntime } from '#lib/runtime.ts';

/** Where people, and their identity providers, reach us: PUBLIC_URL, or what was asked. Without a slash at its end. */
export function publicOrigin(headers: Headers): string {
  const scheme = headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const asked = `${scheme}://${headers.get('x-forwarded-host') ?? headers.get('host') ?? 'localhost'}`;
  return new URL(getRuntime().env.PUBLIC_URL ?? asked).origin;
}
