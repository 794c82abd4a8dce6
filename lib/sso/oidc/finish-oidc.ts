import type { CommandRuntime } from '#lib/command/context.ts';
import type { SsoKind } from '#lib/contracts/sso-kinds.ts';
import { domainOf, type ProviderPerson, readPerson } from '../claims.ts';
import { connectionPaths } from '../connection-paths.ts';
import type { SsoConnectionRow } from '../connection-rows.ts';
import type { ProviderSession } from '../enter.ts';
import { flowValue } from '../flow.ts';
import { invalid, SsoRefusal } from '../sso-refusal.ts';
import { type Discovery, discover } from './discover.ts';
import { exchangeCode, fetchKeys, fetchUserinfo } from './exchange-code.ts';
import { verifyIdToken } from './verify-id-token.ts';

/** What the provider sent the browser back with. */
export interface OidcAnswer {
  readonly code: string | null;
  readonly iss: string | null;
  readonly error: string | null;
  readonly errorDescription: string | null;
}

export interface OidcEnding {
  readonly handle: string;
  readonly browserSecret: string;
  readonly clientSecret: string;
  readonly origin: string;
  readonly now: Date;
}

function codeOf({ code, iss, error, errorDescription }: OidcAnswer, { issuer, sendsIssuer }: Discovery): string {
  // RFC 9207: an answer of another provider than the one that was asked.
  if (iss === null ? sendsIssuer : iss !== issuer) throw invalid(`The answer is of the issuer ${iss ?? '(none)'}, not of ${issuer}`);
  if (error !== null) throw new SsoRefusal('provider_refused', `The provider said ${error}: ${errorDescription ?? 'no reason given'}`);
  if (code === null || code === '') throw invalid('The answer has neither a code nor an error');
  return code;
}

const flagOf = (value: unknown): boolean | undefined =>
  value === true || value === 'true' ? true : value === undefined ? undefined : false;

/** What only some providers say, and what must then be so. Throws SsoRefusal. */
export function requireTrusted(kind: SsoKind, claims: Readonly<Record<string, unknown>>, { email }: Pick<ProviderPerson, 'email'>): void {
  const verified = flagOf(claims.email_verified);
  if (verified === false) throw invalid(`The provider says that the address ${email ?? ''} is not verified`);
  if (kind !== 'google') return;
  // Anybody may have a Google account with an address of any domain; only those of a Workspace have `hd`.
  if (verified !== true || typeof claims.hd !== 'string' || claims.hd.toLowerCase() !== domainOf(email ?? ''))
    throw new SsoRefusal('domain_not_allowed', `${email ?? 'The account'} is no account of a Google Workspace`);
}

/** Names of the claims that the connection reads and the token does not have. */
const missesClaims = ({ claims: names }: SsoConnectionRow, claims: Readonly<Record<string, unknown>>): boolean =>
  Object.values(names).some((name) => name !== undefined && claims[name.split('.')[0] ?? ''] === undefined);

/** Changes the code for tokens, verifies them and reads who it is; throws SsoRefusal for every answer that is not right. */
export async function finishOidc(
  outbound: CommandRuntime['outbound'],
  connection: SsoConnectionRow,
  answer: OidcAnswer,
  { handle, browserSecret, clientSecret, origin, now }: OidcEnding,
): Promise<{ readonly person: ProviderPerson; readonly provider: ProviderSession }> {
  const { issuer, clientId, kind, id } = connection;
  if (issuer === null || clientId === null) throw invalid('The connection has no issuer');
  const discovery = await discover(outbound, issuer);
  const code = codeOf(answer, discovery);
  const redirectUri = origin + connectionPaths(kind, id).callback;
  const verifier = flowValue(browserSecret, { handle }, 'verifier');
  const { idToken, accessToken } = await exchangeCode(outbound, discovery, { clientId, clientSecret }, { code, redirectUri, verifier });
  const nonce = flowValue(browserSecret, { handle }, 'nonce');
  const token = await verifyIdToken(idToken, await fetchKeys(outbound, discovery), { issuer, clientId, nonce, now });
  const asks = discovery.userinfoEndpoint !== null && accessToken !== null && missesClaims(connection, token);
  const more = asks ? await fetchUserinfo(outbound, discovery.userinfoEndpoint ?? '', accessToken ?? '', token.sub) : {};
  // What is signed counts first.
  const claims = { ...more, ...token };
  const person = readPerson(token.sub, claims, connection.claims);
  requireTrusted(kind, claims, person);
  const sid = typeof token.sid === 'string' ? token.sid : null;
  return { person, provider: { id: sid, nameIdFormat: null, idToken } };
}
