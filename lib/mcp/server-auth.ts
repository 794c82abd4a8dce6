import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import type { TokenExchange } from '#lib/outbound/index.ts';

/** How the gateway shows itself to a server. */
export type ServerAuth = 'none' | 'bearer' | 'header' | 'oauth';

/** The header that carries the credential of a server, with its name in lower case; nothing where there is none. */
export function authHeaders(auth: ServerAuth, settings: ConnectionSettings, credential: string | null, accessToken?: string): string[] {
  if (auth === 'none' || credential === null) return [];
  if (auth === 'header') return [settings.header ?? 'authorization', credential];
  return ['authorization', `Bearer ${auth === 'oauth' ? (accessToken ?? '') : credential}`];
}

const formEncoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');

/**
 * The client credentials grant (RFC 6749 section 4.4): the client shows itself by HTTP Basic, which every token service takes
 * (section 2.3.1), and says for which server the token is (RFC 8707).
 */
export const clientCredentialsExchange: TokenExchange = {
  request({ credential, settings }) {
    const { token_url: tokenUrl = '', client_id: clientId = '', scope, resource } = settings;
    const { origin, pathname } = new URL(tokenUrl);
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== undefined) form.set('scope', scope);
    if (resource !== undefined) form.set('resource', resource);
    const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(credential)}`).toString('base64');
    const headers = ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json', 'accept-encoding', 'identity'];
    headers.push('authorization', `Basic ${basic}`);
    return { origin, path: pathname, method: 'POST', headers, body: Buffer.from(form.toString()) };
  },
};
