import type { RouteContext } from '#lib/http/route-input.ts';
import {
  oidcCallback,
  samlAcs,
  samlComplete,
  samlConfirm,
  samlLogout,
  samlMetadata,
  signOutEverywhere,
} from '#lib/http/sso-answer-routes.ts';
import { startAtConnection, startByEmail } from '#lib/http/sso-start-routes.ts';

/** Where the browser believes Tollgate to be. Its routes are called in this process, everything else over HTTP. */
export const home = 'http://tollgate.test';

type Handler = (request: Request, context: RouteContext) => Promise<Response>;

const routes: Readonly<Record<string, Handler>> = {
  'GET start': startAtConnection,
  'GET callback': oidcCallback,
  'POST acs': samlAcs,
  'GET complete': samlComplete,
  'POST complete': samlConfirm,
  'GET metadata': samlMetadata,
  'POST logout': samlLogout,
};

function handlerOf(method: string, path: string): { handler: Handler; id?: string } | undefined {
  if (method === 'POST' && path === '/api/sso/start') return { handler: startByEmail };
  if (method === 'POST' && path === '/api/sso/sign-out') return { handler: signOutEverywhere };
  const [, id, action] = /^\/api\/sso\/([^/]+)\/([a-z]+)$/.exec(path) ?? [];
  const handler = routes[`${method} ${action ?? ''}`];
  return handler === undefined || id === undefined ? undefined : { handler, id };
}

/** Where a browser has come to. */
export interface Arrived {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

const hopsMax = 15;

/** A browser with cookies by origin, that follows redirects as browsers do: after 302 and 303 by GET. */
export class SsoBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();
  /** Everywhere it was sent, in order. */
  readonly visited: string[] = [];

  cookies(origin: string = home): Map<string, string> {
    const known = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, known);
    return known;
  }

  /** One request, without following where it leads. */
  async send(url: string, init: RequestInit & { readonly withoutCookies?: boolean } = {}): Promise<Response> {
    const { origin, pathname } = new URL(url);
    const jar = this.cookies(origin);
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', '198.51.100.7');
    if (init.withoutCookies !== true) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const method = init.method ?? 'GET';
    const ours = origin === home ? handlerOf(method, pathname) : undefined;
    if (origin === home && ours === undefined) return new Response('', { status: 200 });
    const request = new Request(url, { ...init, headers, redirect: 'manual' });
    const answer =
      ours === undefined ? await fetch(request) : await ours.handler(request, { params: Promise.resolve({ sso_connection_id: ours.id }) });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  /** Follows a request to where it ends. A form of another site comes without our cookies, as `SameSite=Lax` has it. */
  async go(url: string, init: RequestInit & { readonly withoutCookies?: boolean } = {}): Promise<Arrived> {
    let at = new URL(url);
    let next = init;
    for (let hop = 0; hop < hopsMax; hop += 1) {
      this.visited.push(at.href);
      const answer = await this.send(at.href, next);
      const location = answer.headers.get('location');
      if (location === null) return { url: at, status: answer.status, text: await answer.text() };
      await answer.arrayBuffer();
      at = new URL(location, at);
      next = {};
    }
    throw new Error(`No end of redirects at ${at.href}`);
  }

  /** Submits the form of the page it came to, which posts to another site: without our cookies, as `SameSite=Lax` has it. */
  async submit({ url, text }: Arrived): Promise<Arrived> {
    const action = /<form[^>]* action="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const fields = [...text.matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"/g)];
    const body = new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value]));
    const target = new URL(action, url);
    return this.go(target.href, { method: 'POST', body, withoutCookies: target.origin !== url.origin });
  }

  /** What the sign-in page does with an address: asks where it signs in, and goes there. Null where a password is asked for. */
  async signIn(email: string, next = '/overview'): Promise<Arrived | null> {
    const url = await this.discover(email, next);
    return url === null ? null : this.go(url);
  }

  /** Where an address signs in; null by password. */
  async discover(email: string, next = '/overview'): Promise<string | null> {
    const body = JSON.stringify({ email, next });
    const answer = await this.send(`${home}/api/sso/start`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const { url } = await answer.json();
    return url === null ? null : new URL(url, home).href;
  }

  /** The cookie of the session; undefined for nobody. */
  get session(): string | undefined {
    return this.cookies().get('tollgate.session');
  }
}
