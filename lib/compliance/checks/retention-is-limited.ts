import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const retentionIsLimited: Check = {
  name: 'retention-is-limited',
  title: 'Retention is limited',
  looks: 'How long the organization keeps its data, which must be set and no longer than its own limit.',
  severity: 'medium',
  mend: 'Set the retention of the organization.',
  page: '/organization/settings/tenant',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, coalesce((select s.data_retention_days from place_setting s where s.tenant_id = ${scope.tenantId} and s.place_kind = 'tenant') > ${scope.limits.retentionDaysMax}::int, true) as failing`,
};
