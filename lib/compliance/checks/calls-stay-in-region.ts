import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const callsStayInRegion: Check = {
  name: 'calls-stay-in-region',
  title: 'Calls stay in the organization’s region',
  looks: 'Where the organization is bound to a region: connections that were called in the last 30 days, and whether each lies in it.',
  severity: 'critical',
  mend: 'Disable the connections named, and look at who called them.',
  page: '/connections',
  isCheap: false,
  subject: 'connection',
  subjects: (scope) => sql`
    select c.id::text as id, c.region is distinct from t.residency and c.provider <> 'sandbox' as failing
    from tenant t join connection c on c.tenant_id = t.tenant_id
    where t.tenant_id = ${scope.tenantId} and t.residency <> 'global' and exists (
      select from usage_dimension d join usage_hour h on h.tenant_id = d.tenant_id and h.connection_dim = d.id
      where d.tenant_id = t.tenant_id and d.kind = 'connection' and d.value = c.id::text and h.hour_at > ${daysBefore(scope, 30)}
        and h.requests > h.refused)`,
};
