import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const connectionsNameTheirRegion: Check = {
  name: 'connections-name-their-region',
  title: 'Connections say where data is processed',
  looks: 'Active connections to providers outside, and whether a region is named for each.',
  severity: 'medium',
  mend: 'Name the region of each connection.',
  page: '/connections',
  isCheap: true,
  subject: 'connection',
  subjects: (scope) => sql`
    select c.id::text as id, c.region is null as failing
    from connection c where c.tenant_id = ${scope.tenantId} and c.status = 'active' and c.archived_at is null and c.provider <> 'sandbox'`,
};
