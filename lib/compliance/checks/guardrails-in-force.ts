import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const guardrailsInForce: Check = {
  name: 'guardrails-in-force',
  title: 'Guardrails are in force',
  looks: 'Whether a guardrail for the whole organization has a version in force, other than one that only watches.',
  severity: 'high',
  mend: 'Publish a guardrail for the whole organization.',
  page: '/guardrails',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from guardrail g where g.tenant_id = ${scope.tenantId} and g.scope_kind = 'tenant'
      and g.archived_at is null and g.active_version is not null) as failing`,
};
