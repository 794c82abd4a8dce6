import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const healthDataGoesToAssociates: Check = {
  name: 'health-data-goes-to-associates',
  title: 'Health data goes to business associates alone',
  looks: 'Providers that projects under HIPAA called in the last 90 days, and whether the register names a business associate agreement.',
  severity: 'critical',
  mend: 'Keep these projects from the providers named until an agreement is signed.',
  page: '/compliance/providers',
  isCheap: false,
  subject: 'name',
  subjects: (scope) => sql`
    select distinct d.value as id, r.baa_reference is null or r.baa_signed_at is null as failing
    from project j
    join usage_dimension w on w.tenant_id = j.tenant_id and w.kind = 'project' and w.value = j.id::text
    join usage_hour h on h.tenant_id = w.tenant_id and h.project_dim = w.id and h.hour_at > ${daysBefore(scope, 90)}
    join usage_dimension d on d.tenant_id = h.tenant_id and d.id = h.provider_dim and d.value <> 'sandbox'
    left join provider_record r on r.tenant_id = d.tenant_id and r.provider = d.value
    where j.tenant_id = ${scope.tenantId} and exists (select from unnest(j.compliance_requirements) q (name) where lower(q.name) = 'hipaa')`,
};
