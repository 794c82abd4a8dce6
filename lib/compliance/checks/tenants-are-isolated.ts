import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const tenantsAreIsolated: Check = {
  name: 'tenants-are-isolated',
  title: 'Organizations are isolated in the database',
  looks: 'Tables that hold data of organizations, and whether row-level security is forced on each.',
  severity: 'critical',
  mend: 'Tell whoever operates Tollgate: the next start repairs it.',
  page: '/incidents',
  isCheap: true,
  subject: 'name',
  subjects: (scope) => sql`
    select t.relname::text as id, not (t.relrowsecurity and t.relforcerowsecurity) as failing
    from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' and not a.attisdropped
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
      and t.relname not in ('tenant_token_key', 'access_state') and ${scope.tenantId} <> ''`,
};
