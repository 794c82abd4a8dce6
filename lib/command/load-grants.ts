import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Grant } from './access.ts';

/** A row of `grants_of` (db/functions/access.sql). */
export interface GrantRow extends Record<string, unknown> {
  readonly role_name: string;
  readonly permissions: string[];
  readonly level: number;
  readonly scope_kind: Grant['scopeKind'];
  readonly scope_id: string | null;
}

export const grantOf = (row: GrantRow): Grant => ({
  ...{ roleName: row.role_name, permissions: row.permissions, level: row.level },
  ...{ scopeKind: row.scope_kind, scopeId: row.scope_id },
});

/**
 * What a person holds now, in no particular order: by assignments of their own, by the groups they are in, and `team_lead` on
 * the teams they lead.
 */
export async function loadGrants(tx: TenantTransaction, tenantId: string, userId: string, now: Date): Promise<readonly Grant[]> {
  const rows = await tx.execute<GrantRow>(sql`select * from grants_of(${tenantId}, ${userId}, ${now.toISOString()})`);
  return [...rows].map(grantOf);
}
