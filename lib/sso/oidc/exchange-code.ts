import type { JSONWebKeySet } from 'jose';
import type { CommandRuntime } from '#lib/command/context.ts';
import { invalid, SsoRefusal } from '../sso-refusal.ts';
import { askJson, type Question } from './ask.ts';
import type { Discovery } from './discover.ts';

/** What a client is to its provider. */
export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string | null;
}

const formEncoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');

/** A question to the token endpoint with the client's proof: by HTTP Basic where that is taken, else in the form (RFC 6749 section 2.3.1). */
export function asClient(
  { tokenEndpoint, takesBasic }: Pick<Discovery, 'tokenEndpoint' | 'takesBasic'>,
  { clientId, clientSecret }: OidcClient,
  fields: Readonly<Record<string, string>>,
): Question {
  const question = { url: tokenEndpoint, what: 'The token' };
  const form = new URLSearchParams(fields);
  if (takesBasic) {
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    return { ...question, form, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  }
  form.set('client_id', clientId);
  form.set('client_secret', clientSecret);
  return { ...question, form };
}

/** Changes a code into tokens (RFC 6749 section 4.1.3), with the verifier of RFC 7636. */
export async function exchangeCode(
  outbound: CommandRuntime['outbound'],
  discovery: Discovery,
  client: OidcClient,
  { code, redirectUri, verifier }: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
): Promise<Tokens> {
  const { clientSecret } = client;
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  const { status, body } = await askJson(outbound, asClient(discovery, client, fields));
  if (status !== 200) {
    // The provider's words may quote what it was sent.
    const words = `${String(body.error ?? '')} ${String(body.error_description ?? '')}`.trim().replaceAll(clientSecret, '…').slice(0, 300);
    throw invalid(`The provider did not change the code into a token (status ${status}): ${words || 'no reason given'}`);
  }
  const { id_token: idToken, access_token: accessToken } = body;
  if (typeof idToken !== 'string') throw invalid('The provider sent no ID token. The scope openid must be allowed for this client.');
  return { idToken, accessToken: typeof accessToken === 'string' ? accessToken : null };
}

const isKeySet = (value: Readonly<Record<string, unknown>>): value is JSONWebKeySet & Readonly<Record<string, unknown>> =>
  Array.isArray(value.keys) && value.keys.every((key) => typeof key === 'object' && key !== null);

/** The provider's public keys, as they are now. */
export async function fetchKeys(outbound: CommandRuntime['outbound'], { jwksUri }: Discovery): Promise<JSONWebKeySet> {
  const { status, body } = await askJson(outbound, { url: jwksUri, what: 'The list of keys' });
  if (status !== 200 || !isKeySet(body)) throw new SsoRefusal('provider_unreachable', `${jwksUri} is no list of keys (status ${status})`);
  return { keys: body.keys };
}

/** The claims of the userinfo endpoint; only those of the very subject count (OpenID Connect Core 1.0 section 5.3.2). */
export async function fetchUserinfo(
  outbound: CommandRuntime['outbound'],
  url: string,
  accessToken: string,
  subject: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await askJson(outbound, { url, what: 'The userinfo', authorization: `Bearer ${accessToken}` });
  if (status !== 200) throw new SsoRefusal('provider_unreachable', `The userinfo endpoint answered with status ${status}`);
  if (body.sub !== subject) throw invalid('The userinfo is of another person than the ID token');
  return body;
}
