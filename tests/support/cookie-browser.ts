/** What a browser does with a server: keeps cookies by name and sends them back. Follows no redirects. */
export class CookieBrowser {
  readonly cookies = new Map<string, string>();
  readonly setCookies: string[] = [];
  readonly #address: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `headers` go with each request, below those of the request itself. */
  constructor(address: string, headers: Readonly<Record<string, string>> = {}) {
    this.#address = address;
    this.#headers = headers;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...this.#headers, cookie, ...Object(init.headers) };
    const answer = await fetch(`${this.#address}${path}`, { redirect: 'manual', ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** A form of next-auth with its CSRF token; the failure it redirects to, or an empty one. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<{ status: number; error: string }> {
    const { csrfToken } = await (await this.send('/api/auth/csrf')).json();
    const answer = await this.send(path, {
      method: 'POST',
      body: new URLSearchParams({ csrfToken, json: 'true', callbackUrl: '/', ...fields }),
    });
    const { url } = await answer.json();
    return { status: answer.status, error: new URL(url).searchParams.get('error') ?? '' };
  }

  /** One step of a sign-in. */
  signIn(fields: Readonly<Record<string, string>>): Promise<{ status: number; error: string }> {
    return this.post('/api/auth/callback/credentials', fields);
  }

  async sendJson(method: string, path: string, body: unknown): Promise<Response> {
    return this.send(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  }

  /** The status of asking who one is. */
  async me(headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const answer = await this.send('/api/v1/users/me', { headers });
    await answer.arrayBuffer();
    return answer.status;
  }
}
