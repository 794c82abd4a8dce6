import { apiKeyForm, type CredentialForm } from '#lib/core/connection-form.ts';
import type { TokenExchange } from '#lib/outbound/index.ts';

/** Where applications sign in, and what they ask to be let into, by the cloud (learn.microsoft.com/entra/identity-platform/authentication-national-cloud). */
const clouds: ReadonlyMap<string, { readonly authority: string; readonly scope: string }> = new Map([
  ['public', { authority: 'https://login.microsoftonline.com', scope: 'https://cognitiveservices.azure.com/.default' }],
  ['usgovernment', { authority: 'https://login.microsoftonline.us', scope: 'https://cognitiveservices.azure.us/.default' }],
  ['china', { authority: 'https://login.partner.microsoftonline.cn', scope: 'https://cognitiveservices.azure.cn/.default' }],
]);

/** The names of the clouds, for a pattern. */
export const cloudNames: readonly string[] = [...clouds.keys()];

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Application {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The parts of an application as it is stored; undefined for a key, which has no colon. A secret may hold colons. */
function applicationOf(credential: string): Application | undefined {
  const [tenantId = '', clientId, ...secret] = credential.split(':');
  return clientId === undefined ? undefined : { tenantId, clientId, clientSecret: secret.join(':') };
}

function faultOf({ tenantId, clientId, clientSecret }: Application): string | undefined {
  if (!guid.test(tenantId)) return 'The part before the first colon is no tenant id: write TENANT_ID:CLIENT_ID:CLIENT_SECRET.';
  if (!guid.test(clientId)) return 'The part behind the tenant id is no client id: write TENANT_ID:CLIENT_ID:CLIENT_SECRET.';
  return clientSecret === '' ? 'The client secret is missing: write TENANT_ID:CLIENT_ID:CLIENT_SECRET.' : undefined;
}

/** A key of the resource, or an application of Microsoft Entra ID, written with colons between its parts. */
export const azureCredentialForm: CredentialForm = {
  label: 'Key or application',
  hint: 'A key of the resource, or TENANT_ID:CLIENT_ID:CLIENT_SECRET of an app registration with the role Cognitive Services OpenAI User.',
  isLong: false,
  read(text) {
    const read = apiKeyForm.read(text);
    const application = applicationOf(text);
    if ('fault' in read || application === undefined) return read;
    const fault = faultOf(application);
    // A client id is no secret, and what the portal lists applications by.
    return fault === undefined ? { credential: text, hint: application.clientId.slice(-4) } : { fault };
  },
};

/** The client credentials grant (RFC 6749 section 4.4; learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow). */
export const entraExchange: TokenExchange = {
  isFor: (credential) => applicationOf(credential) !== undefined,
  request({ credential, settings }) {
    const { tenantId, clientId, clientSecret } = applicationOf(credential) ?? { tenantId: '', clientId: '', clientSecret: '' };
    const { authority, scope } = clouds.get(settings.cloud ?? 'public') ?? { authority: '', scope: '' };
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope });
    const headers = ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json', 'accept-encoding', 'identity'];
    const path = `/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
    return { origin: authority, path, method: 'POST', headers, body: Buffer.from(form.toString()) };
  },
};
