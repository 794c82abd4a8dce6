import { type NextRequest, NextResponse } from 'next/server';
import { sessionCookieName } from '#lib/http/session-cookie.ts';

/**
 * Security headers for pages, and the way to the sign-in page for those without a session cookie. It authorises nothing:
 * whether the cookie is worth anything is found out where the data is read. It never sees the gateway or the API, nor what other sites show in frames, which has a
 * policy of its own (`lib/http/embed`).
 */
export const config = { matcher: ['/((?!api/|embed/[^/]+$|_next/|\\.well-known/|favicon|icon|apple-icon|robots.txt).*)'] };

/** Pages for people who have no session: how to get one, and what an error means. */
const openPaths = ['/sign-in', '/invite', '/approve', '/unsubscribe', '/embed', '/docs'];

const isOpen = (path: string): boolean => openPaths.some((open) => path === open || path.startsWith(`${open}/`));

const hasSessionCookie = (request: NextRequest): boolean => [true, false].some((secure) => request.cookies.has(sessionCookieName(secure)));

/** Scripts run only with this response's nonce, so injected markup cannot bring its own. Hot reload evaluates code. */
function contentSecurityPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === 'development';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Charts and popovers place themselves with style attributes; style elements, which could restyle a whole page, need the nonce.
    "style-src 'self' 'unsafe-inline'",
    ...(development ? [] : [`style-src-elem 'self' 'nonce-${nonce}'`, "style-src-attr 'unsafe-inline'"]),
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws: wss:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function middleware(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (!isOpen(pathname) && !hasSessionCookie(request)) {
    const signIn = request.nextUrl.clone();
    signIn.pathname = '/sign-in';
    signIn.search = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(signIn, 307);
  }
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // For the way back after signing in, where the session turns out to be worth nothing.
  headers.set('x-page', pathname + search);
  // Next reads the nonce for its own scripts from the request's policy.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  if (request.headers.get('x-forwarded-proto') === 'https') {
    response.headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains');
  }
  return response;
}
