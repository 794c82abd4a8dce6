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

/** The session with this hash, also when it has expired or was revoked. */
export async function findSession(lookup: Database, secretHash: string): Promise<Found | undefined> {
  const [row] = await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", session_id AS id FROM lookup_session(${secretHash})`;
  return row;
}

/** The accounts of an e-mail address (case does not count), oldest tenant first, at most 20; in one tenant when its slug is given. */
export async function findSignIns(lookup: Database, email: string, tenantSlug: string | null = null): Promise<Found[]> {
  return await lookup.$client<Found[]>`SELECT tenant_id AS "tenantId", user_id AS id FROM lookup_sign_in(${email}, ${tenantSlug})`;
}
