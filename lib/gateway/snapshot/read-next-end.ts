import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';

/**
 * When the next of what a tenant's people and keys were given ends by itself, in milliseconds: nobody changes anything then, so
 * that nothing else tells processes to look again. Null where nothing ends.
 */
export async function readNextEnd(tx: TenantTransaction, tenantId: string): Promise<number | null> {
  const [row] = await tx.execute<{ ends_at_ms: number | null }>(sql`
    select extract(epoch from min(expires_at))::float8 * 1000 as ends_at_ms from (
      select expires_at from role_assignment where tenant_id = ${tenantId} and expires_at > now()
      union all select expires_at from group_role where tenant_id = ${tenantId} and expires_at > now()
      union all select expires_at from access_grant where tenant_id = ${tenantId} and expires_at > now()
    ) as ending`);
  return row?.ends_at_ms ?? null;
}
