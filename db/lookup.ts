import type { Database } from './client.ts';

/** What a look-up answers: whose it is. The rest is read inside that tenant. */
export interface Found {
  readonly tenantId: string;
  readonly id: string;
}

/** The virtual key with this hash (`hashVirtualKey`), or the loan of one whose borrower has it, whatever its status. */
export async function findKey(lookup: Database, keyHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", key_id AS id FROM lookup_key(${keyHash})`;
  return row;
}

/** The virtual keys and loans of them behind these hashes, whatever their status; a hash without a key is missing from the answer. */
export async function findKeys(lookup: Database, keyHashes: readonly string[]): Promise<(Found & { readonly keyHash: string })[]> {
  return await lookup.$client<(Found & { readonly keyHash: string })[]>`
    SELECT wanted.hash AS "keyHash", key.tenant_id AS "tenantId", key.key_id AS id
    FROM unnest(${[...keyHashes]}::text[]) AS wanted (hash), LATERAL lookup_key(wanted.hash) AS key`;
}

/** The session with this hash, also when it has expired or was revoked. */
export async function findSession(lookup: Database, secretHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", session_id AS id FROM lookup_session(${secretHash})`;
  return row;
}

/** The accounts of an e-mail address (case does not count), oldest tenant first, at most 20; in one tenant when its slug is given. */
export async function findSignIns(lookup: Database, email: string, tenantSlug: string | null = null): Promise<Found[]> {
  return await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", user_id AS id FROM lookup_sign_in(${email}, ${tenantSlug})`;
}

/** The identity provider's connection with this id, whatever its status. */
export async function findSsoConnection(lookup: Database, connectionId: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<
    Found[]
  >`SELECT tenant_id AS "tenantId", connection_id AS id FROM lookup_sso_connection(${connectionId})`;
  return row;
}

/** Whose an e-mail domain is (case does not count), and the connection where its people sign in; undefined for domains that nobody has proved. */
export async function findSsoDomain(
  lookup: Database,
  domain: string,
): Promise<{ readonly tenantId: string; readonly connectionId: string | null } | undefined> {
  const [row] = await lookup.$client<{ readonly tenantId: string; readonly connectionId: string | null }[]>`
    SELECT tenant_id AS "tenantId", connection_id AS "connectionId" FROM lookup_sso_domain(${domain})`;
  return row;
}

/** The API token with this hash, also when it has expired or was revoked. */
export async function findApiToken(lookup: Database, tokenHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", token_id AS id FROM lookup_api_token(${tokenHash})`;
  return row;
}

/** The access token of an OAuth client with this hash, also when it has expired. */
export async function findOauthToken(lookup: Database, tokenHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", token_id AS id FROM lookup_oauth_token(${tokenHash})`;
  return row;
}

/** The OAuth client that has, or had, the secret with this hash. */
export async function findOauthClient(lookup: Database, secretHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", client_id AS id FROM lookup_oauth_client(${secretHash})`;
  return row;
}

/** The invitation whose link carries the secret with this hash (`linkTokenHash`), whatever became of it. */
export async function findInvitation(lookup: Database, tokenHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", invitation_id AS id FROM lookup_invitation(${tokenHash})`;
  return row;
}

/** The recipient of a report whose link to unsubscribe carries the secret with this hash (`linkTokenHash`). */
export async function findReportSubscription(lookup: Database, tokenHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<
    Found[]
  >`SELECT tenant_id AS "tenantId", subscription_id AS id FROM lookup_report_subscription(${tokenHash})`;
  return row;
}
