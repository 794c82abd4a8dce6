import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Context } from 'oidc-provider';

/** Somebody at the provider; `sub` is what never changes. */
export interface ProviderAccount {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly groups?: readonly string[];
  readonly [claim: string]: unknown;
}

/** A certified OpenID provider on this machine, over real HTTP. Who is `account` is signed in there without being asked. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  account: ProviderAccount;
  /** Whether the next person presses Cancel. */
  cancels: boolean;
  /** Where it may send browsers back to; connections are made after it. */
  allow(redirectUri: string, signOutUri: string): void;
  /** What it complained of. */
  readonly complaints: string[];
  close(): void;
}

export const listenLocally = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = Object(server.address());
  return `http://127.0.0.1:${port}`;
};

export const closeServer = (server: Server): void => {
  server.close();
  server.closeAllConnections();
};

const scopes = 'openid email profile groups';

export async function startOpenIdProvider(account: ProviderAccount): Promise<OpenIdProvider> {
  let handler: ReturnType<Provider['callback']> | undefined;
  const server = createServer((request, response) => handler?.(request, response));
  const issuer = await listenLocally(server);
  const client = { clientId: 'tollgate', clientSecret: 'a-client-secret-of-32-characters' };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const complaints: string[] = [];
  const state = { account, cancels: false };
  const claimsOf = ({ sub, groups = [], ...claims }: ProviderAccount) => ({ sub, email_verified: true, ...claims, groups });
  const make = (redirectUri: string, signOutUri: string): void => {
    const provider = new Provider(issuer, {
      clients: [
        {
          ...{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] },
          post_logout_redirect_uris: [signOutUri],
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
      cookies: { keys: ['a key of the test'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'department', 'team'], groups: ['groups'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
      interactions: { url: () => '/let-me-in' },
      findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => claimsOf(state.account) }),
      async loadExistingGrant({ oidc }: Context) {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope(scopes);
        await grant.save();
        return grant;
      },
    });
    for (const event of ['server_error', 'grant.error', 'authorization.error'])
      provider.on(event, (...values) => complaints.push(`${event}: ${String(values[1])}`));
    const callback = provider.callback();
    handler = (request, response) => {
      if (request.url?.startsWith('/let-me-in') !== true) return callback(request, response);
      const result = state.cancels
        ? { error: 'access_denied', error_description: 'The person pressed Cancel' }
        : { login: { accountId: state.account.sub } };
      void provider.interactionFinished(request, response, result);
    };
  };
  make('http://nowhere.test/', 'http://nowhere.test/');
  return {
    ...{ issuer, ...client, complaints, allow: make },
    get account() {
      return state.account;
    },
    set account(next) {
      state.account = next;
    },
    get cancels() {
      return state.cancels;
    },
    set cancels(next) {
      state.cancels = next;
    },
    close: () => closeServer(server),
  };
}
