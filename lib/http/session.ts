import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { signIn } from '#lib/identity/sign-in.ts';
import { signOut } from '#lib/identity/sign-out.ts';
import { getRuntime } from '#lib/runtime.ts';
import { requestFactsOf } from './request-facts.ts';
import { sessionCookieName } from './session-cookie.ts';

/**
 * next-auth carries one thing for us: an encrypted, http-only cookie with the session's random secret. Whether the
 * session lives is the database's word alone, asked at each request, so that a revocation holds at once.
 */

/** Longest life of a session in seconds; the row's `expires_at` ends it too. */
export const sessionSeconds = 12 * 60 * 60;

declare module 'next-auth' {
  interface User {
    sessionSecret: string;
  }
}

declare module 'next-auth/jwt' {
  interface JWT {
    sessionSecret?: string;
  }
}

/** Options for one request: cookies depend on whether it came over HTTPS, the audit entry on where it came from. */
export function nextAuthOptions(headers: Headers): NextAuthOptions {
  const { keys } = getRuntime();
  const secure = headers.get('x-forwarded-proto') === 'https';
  return {
    secret: keys.nextAuthSecret,
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    useSecureCookies: secure,
    cookies: { sessionToken: { name: sessionCookieName(secure), options: { httpOnly: true, sameSite: 'lax', path: '/', secure } } },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      CredentialsProvider({
        id: 'credentials',
        name: 'E-mail and password',
        credentials: { email: {}, password: {}, tenant: {} },
        authorize: async (given) =>
          signIn(
            getRuntime(),
            { email: given?.email ?? '', password: given?.password ?? '', tenantSlug: given?.tenant },
            requestFactsOf(headers),
          ),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user === undefined ? token : { sessionSecret: user.sessionSecret }),
      session: ({ session }) => session,
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token.sessionSecret === 'string') await signOut(getRuntime(), token.sessionSecret, requestFactsOf(headers));
      },
    },
    logger: {
      error: (code, metadata) =>
        getRuntime().logger.warn({ code, reason: metadata instanceof Error ? metadata.message : undefined }, 'Sign-in failed in next-auth'),
      warn: () => {},
      debug: () => {},
    },
  };
}
