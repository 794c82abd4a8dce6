import { type SQL, sql } from 'drizzle-orm';
import { type CheckScope, daysBefore } from './check.ts';

/** Providers outside this process that active connections lead to or that were called in the last thirty days: `provider` (text). */
export const usedProviders = (scope: CheckScope): SQL => sql`
  select c.provider from connection c
  where c.tenant_id = ${scope.tenantId} and c.status = 'active' and c.archived_at is null and c.provider <> 'sandbox'
  union select d.value from usage_dimension d
  where d.tenant_id = ${scope.tenantId} and d.kind = 'provider' and d.value <> 'sandbox' and exists (
    select from usage_hour h where h.tenant_id = d.tenant_id and h.provider_dim = d.id and h.hour_at > ${daysBefore(scope, 30)})`;
