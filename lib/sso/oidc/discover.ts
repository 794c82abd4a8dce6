import type { CommandRuntime } from '#lib/command/context.ts';
import { invalid, SsoRefusal } from '../sso-refusal.ts';
import { askJson } from './ask.ts';

/** What of a provider's discovery document we use (OpenID Connect Discovery 1.0 section 3). */
export interface Discovery {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  readonly userinfoEndpoint: string | null;
  readonly endSessionEndpoint: string | null;
  /** Whether the token endpoint takes HTTP Basic, which is what it takes when it does not say (section 3). */
  readonly takesBasic: boolean;
  /** Whether answers carry `iss` (RFC 9207), so that its absence is a fault. */
  readonly sendsIssuer: boolean;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Only addresses a browser may be sent to: the scheme of a link decides whether it is one or a script. */
function browserAddress(what: string, value: unknown): string {
  const text = textOf(value);
  if (text === null || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw invalid(`The discovery document has no ${what}`);
  return text;
}

/** Asks an issuer for its discovery document; it must speak for itself, to the letter (section 4.3). */
export async function discover(outbound: CommandRuntime['outbound'], issuer: string): Promise<Discovery> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, body } = await askJson(outbound, { url, what: 'The discovery document' });
  if (status !== 200) throw new SsoRefusal('provider_unreachable', `${url} answered with status ${status}`);
  if (body.issuer !== issuer)
    throw invalid(
      `The discovery document is of the issuer ${String(body.issuer).slice(0, 200)}, not of ${issuer}. They must be the same to the letter.`,
    );
  const methods = body.token_endpoint_auth_methods_supported;
  return {
    issuer,
    authorizationEndpoint: browserAddress('authorization_endpoint', body.authorization_endpoint),
    tokenEndpoint: browserAddress('token_endpoint', body.token_endpoint),
    jwksUri: browserAddress('jwks_uri', body.jwks_uri),
    userinfoEndpoint: textOf(body.userinfo_endpoint),
    endSessionEndpoint: body.end_session_endpoint === undefined ? null : browserAddress('end_session_endpoint', body.end_session_endpoint),
    takesBasic: !Array.isArray(methods) || methods.includes('client_secret_basic'),
    sendsIssuer: body.authorization_response_iss_parameter_supported === true,
  };
}
