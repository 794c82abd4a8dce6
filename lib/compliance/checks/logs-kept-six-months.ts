import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const logsKeptSixMonths: Check = {
  name: 'logs-kept-six-months',
  title: 'Records of calls are kept for six months',
  looks: 'How long the organization keeps its data: not set, or at least 183 days.',
  severity: 'high',
  mend: 'Set the retention of the organization to 183 days or more.',
  page: '/organization/settings/tenant',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, coalesce((select s.data_retention_days from place_setting s where s.tenant_id = ${scope.tenantId} and s.place_kind = 'tenant') < 183, false) as failing`,
};
