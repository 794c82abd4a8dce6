import { createHash } from 'node:crypto';
import type { CommandRuntime } from '#lib/command/context.ts';
import { connectionPaths } from '../connection-paths.ts';
import type { SsoConnectionRow } from '../connection-rows.ts';
import { flowValue } from '../flow.ts';
import { discover } from './discover.ts';

export interface OidcBeginning {
  readonly handle: string;
  readonly browserSecret: string;
  /** Such as https://tollgate.example.com. */
  readonly origin: string;
  /** The address the person typed; null where they typed none. */
  readonly loginHint: string | null;
  /** For Google: the Workspace domain, where exactly one is meant. */
  readonly domain: string | null;
}

/** Where the browser goes to sign in: the code flow with PKCE, state and nonce (OpenID Connect Core 1.0 section 3.1.2.1, RFC 7636). */
export async function beginOidc(
  outbound: CommandRuntime['outbound'],
  connection: SsoConnectionRow,
  { handle, browserSecret, origin, loginHint, domain }: OidcBeginning,
): Promise<string> {
  const { authorizationEndpoint } = await discover(outbound, connection.issuer ?? '');
  const url = new URL(authorizationEndpoint);
  const verifier = flowValue(browserSecret, { handle }, 'verifier');
  const parameters = {
    response_type: 'code',
    client_id: connection.clientId ?? '',
    redirect_uri: origin + connectionPaths(connection.kind, connection.id).callback,
    scope: ['openid', ...connection.scopes].join(' '),
    state: handle,
    nonce: flowValue(browserSecret, { handle }, 'nonce'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(loginHint === null ? {} : { login_hint: loginHint }),
    ...(domain === null || connection.kind !== 'google' ? {} : { hd: domain }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
