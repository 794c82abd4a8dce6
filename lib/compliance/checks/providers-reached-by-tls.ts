import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const providersReachedByTls: Check = {
  name: 'providers-reached-by-tls',
  title: 'Providers are reached by TLS',
  looks: 'Active connections, and whether an address of their own begins with https.',
  severity: 'critical',
  mend: 'Enter addresses that begin with https.',
  page: '/connections',
  isCheap: true,
  subject: 'connection',
  subjects: (scope) => sql`
    select c.id::text as id, c.base_url is not null and c.base_url !~* '^https://' as failing
    from connection c where c.tenant_id = ${scope.tenantId} and c.status = 'active' and c.archived_at is null`,
};
