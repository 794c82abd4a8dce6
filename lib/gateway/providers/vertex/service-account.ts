import { createPrivateKey, sign } from 'node:crypto';
import type { CredentialForm } from '#lib/core/connection-form.ts';
import { AppError } from '#lib/core/errors.ts';
import type { TokenExchange } from '#lib/outbound/index.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import { splitAddress } from '../shared/split-address.ts';

/** What of a service account's key file is needed to ask for tokens. */
interface ServiceAccount {
  readonly client_email: string;
  readonly private_key: string;
  readonly private_key_id: string;
  readonly token_uri: string;
}

const defaultTokenUri = 'https://oauth2.googleapis.com/token';
const scope = 'https://www.googleapis.com/auth/cloud-platform';
/** The longest that Google takes. */
const lifeSeconds = 3600;
/** So that a clock that is a little fast does not date a token in the future. */
const skewSeconds = 10;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function accountOf(document: unknown): ServiceAccount {
  const fields = asRecord(document);
  return {
    client_email: text(fields?.client_email),
    private_key: text(fields?.private_key),
    private_key_id: text(fields?.private_key_id),
    token_uri: text(fields?.token_uri) || defaultTokenUri,
  };
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function faultOf(document: unknown, account: ServiceAccount): string | undefined {
  const type = asRecord(document)?.type;
  if (asRecord(document) === undefined) return 'Not JSON. Paste the whole key file of a service account.';
  if (type !== 'service_account')
    return `Not the key of a service account${typeof type === 'string' && /^\w{1,40}$/.test(type) ? ` but "${type}"` : ''}. Create a JSON key under IAM, Service accounts, Keys.`;
  if (account.client_email === '') return 'The key file has no client_email.';
  if (account.private_key === '') return 'The key file has no private_key.';
  if (!isRsaKey(account.private_key)) return 'The private_key in the file is no RSA key. Paste the file as it was downloaded.';
  if (!URL.canParse(account.token_uri)) return 'The token_uri in the file is no address.';
  return undefined;
}

/** The JSON key file of a Google Cloud service account; only what asking for tokens needs is stored. */
export const serviceAccountForm: CredentialForm = {
  label: 'Service account key',
  hint: 'The whole JSON key file of a service account with the role Vertex AI User.',
  isLong: true,
  read(pasted) {
    const document = parseJson(pasted);
    const account = accountOf(document);
    const fault = faultOf(document, account);
    if (fault !== undefined) return { fault };
    return { credential: JSON.stringify(account), hint: account.private_key_id.slice(-4) || null };
  },
};

const base64url = (value: string): string => Buffer.from(value).toString('base64url');

/** The signed assertion of who the service account is (RFC 7523; developers.google.com/identity/protocols/oauth2/service-account). */
function assertionOf(account: ServiceAccount, now: number): string {
  const issuedAt = Math.floor(now / 1000) - skewSeconds;
  const header = JSON.stringify({ alg: 'RS256', typ: 'JWT', kid: account.private_key_id });
  const claims = JSON.stringify({
    iss: account.client_email,
    scope,
    aud: account.token_uri,
    iat: issuedAt,
    exp: issuedAt + lifeSeconds,
  });
  const signed = `${base64url(header)}.${base64url(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), account.private_key).toString('base64url')}`;
}

/** Exchanges a service account's key for an access token, at the address that the key file names. */
export const serviceAccountExchange: TokenExchange = {
  request({ credential, now }) {
    const account = accountOf(parseJson(credential));
    try {
      const { origin, path } = splitAddress(account.token_uri);
      const form = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionOf(account, now),
      });
      const headers = ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json', 'accept-encoding', 'identity'];
      return { origin, path: path === '' ? '/' : path, method: 'POST', headers, body: Buffer.from(form.toString()) };
    } catch (cause) {
      throw new AppError('provider_credentials_rejected', { detail: 'The service account’s key cannot sign. Replace it.', cause });
    }
  },
};
