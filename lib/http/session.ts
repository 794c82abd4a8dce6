import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { cookieSeconds } from '#lib/identity/session-lifetime.ts';
import { signOut } from '#lib/identity/sign-out.ts';
import { getRuntime } from '#lib/runtime.ts';
import { requestFactsOf } from './request-facts.ts';
import { sessionCookieName } from './session-cookie.ts';
import { signInErrorOf } from './sign-in-failure.ts';
import { takeStep } from './sign-in-steps.ts';

/**
 * next-auth carries one thing for us: an encrypted, http-only cookie with the session's random secret. Whether the
 * session lives is the database's word alone, asked at each request, so that a revocation holds at once.
 */

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

/** next-auth declares text, but passes on whatever a JSON body holds. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Options for one request: cookies depend on whether it came over HTTPS, the audit entry on where it came from. */
export function nextAuthOptions(headers: Headers): NextAuthOptions {
  const { keys } = getRuntime();
  const secure = headers.get('x-forwarded-proto') === 'https';
  return {
    secret: keys.nextAuthSecret,
    session: { strategy: 'jwt', maxAge: cookieSeconds },
    useSecureCookies: secure,
    cookies: { sessionToken: { name: sessionCookieName(secure), options: { httpOnly: true, sameSite: 'lax', path: '/', secure } } },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      CredentialsProvider({
        id: 'credentials',
        name: 'E-mail and password',
        credentials: { email: {}, password: {}, tenant: {}, pending: {}, method: {}, code: {}, passkey: {} },
        authorize: async (given) => {
          const facts = requestFactsOf(headers);
          try {
            return await takeStep(getRuntime(), (name) => textOf(given?.[name]), facts);
          } catch (error) {
            throw signInErrorOf(getRuntime(), error, facts.requestId);
          }
        },
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
