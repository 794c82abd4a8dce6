import type { Database } from './client.ts';

/** What a look-up answers: whose it is. The rest is read inside that tenant. */
export interface Found {
  readonly tenantId: string;
  readonly id: string;
}

/** The virtual key with this hash (`hashVirtualKey`), whatever its status. */
export async function findKey(lookup: Database, keyHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", key_id AS id FROM lookup_key(${keyHash})`;
  return row;
}

/** The virtual keys behind these hashes, whatever their status; a hash without a key is missing from the answer. */
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
