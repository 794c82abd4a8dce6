import type { CommandRuntime } from '#lib/command/context.ts';
import type { SsoTestResult } from '#lib/contracts/sso-resource.ts';
import { readCertificate } from './certificates.ts';
import type { SsoConnectionRow } from './connection-rows.ts';
import { kindFacts } from './kinds.ts';
import { askJson } from './oidc/ask.ts';
import { type Discovery, discover } from './oidc/discover.ts';
import { asClient, fetchKeys, type OidcClient } from './oidc/exchange-code.ts';
import { SsoRefusal } from './sso-refusal.ts';

type Check = SsoTestResult['checks'][number];

/** One step; what it throws is its message. Later steps may need what it found. */
async function step<Found>(
  checks: Check[],
  name: string,
  work: () => Promise<{ readonly message: string; readonly found: Found }>,
): Promise<Found | undefined> {
  try {
    const { message, found } = await work();
    checks.push({ name, ok: true, message });
    return found;
  } catch (error) {
    if (!(error instanceof SsoRefusal)) throw error;
    checks.push({ name, ok: false, message: error.message });
    return undefined;
  }
}

/** What a token endpoint says of a made-up code tells whether it knows the client (RFC 6749 section 5.2). */
async function tryClient(outbound: CommandRuntime['outbound'], discovery: Discovery, client: OidcClient) {
  const fields = { grant_type: 'authorization_code', code: 'tollgate-connection-test', redirect_uri: 'https://invalid.test/' };
  const { status, body } = await askJson(outbound, asClient(discovery, client, fields));
  if (body.error === 'invalid_client' || body.error === 'unauthorized_client' || status === 401)
    throw new SsoRefusal('invalid_response', 'The provider does not know this client id with this secret');
  return { message: 'The provider takes the client id and the secret', found: true };
}

async function probeOidc(outbound: CommandRuntime['outbound'], connection: SsoConnectionRow, secret: string): Promise<Check[]> {
  const checks: Check[] = [];
  const discovery = await step(checks, 'Discovery', async () => {
    const found = await discover(outbound, connection.issuer ?? '');
    return { message: `The provider says where everything is; sign-ins go to ${new URL(found.authorizationEndpoint).host}`, found };
  });
  if (discovery === undefined) return checks;
  await step(checks, 'Keys', async () => {
    const { keys } = await fetchKeys(outbound, discovery);
    const signing = keys.filter(({ kty, use }) => kty !== 'oct' && use !== 'enc');
    if (signing.length === 0) throw new SsoRefusal('invalid_response', 'There is no public key for signatures in the list of keys');
    return { message: `${signing.length} public ${signing.length === 1 ? 'key' : 'keys'} for signatures`, found: signing.length };
  });
  await step(checks, 'Client', () => tryClient(outbound, discovery, { clientId: connection.clientId ?? '', clientSecret: secret }));
  return checks;
}

function probeSaml({ idpCertificates, idpSsoUrl }: SsoConnectionRow, now: Date): Check[] {
  const certificates = idpCertificates.flatMap((text) => readCertificate(text) ?? []);
  const good = certificates.filter(({ expiresAt }) => expiresAt > now);
  const ends = good.map(({ expiresAt }) => expiresAt.toISOString().slice(0, 10)).join(', ');
  const daysLeft = Math.min(...good.map(({ expiresAt }) => (expiresAt.getTime() - now.getTime()) / 86_400_000));
  return [
    good.length > 0
      ? { name: 'Certificates', ok: true, message: `${good.length} in force, until ${ends}${daysLeft < 30 ? '. Renew soon.' : ''}` }
      : { name: 'Certificates', ok: false, message: 'All certificates have expired. Take over the provider’s metadata again.' },
    { name: 'Address', ok: true, message: `Sign-ins go to ${new URL(idpSsoUrl ?? '').host}. Whether it takes them, a test sign-in shows.` },
  ];
}

/** Asks a provider for all that can be asked without a person. A test sign-in shows the rest. */
export async function probeProvider(
  outbound: CommandRuntime['outbound'],
  connection: SsoConnectionRow,
  secret: string,
  now: Date,
): Promise<SsoTestResult> {
  const isSaml = kindFacts[connection.kind].protocol === 'saml';
  const checks = isSaml ? probeSaml(connection, now) : await probeOidc(outbound, connection, secret);
  return { ok: checks.every(({ ok }) => ok), checks };
}
