import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const callsAreTraceable: Check = {
  name: 'calls-are-traceable',
  title: 'Calls are traceable',
  looks: 'Sums of the last 30 days, and whether calls are among them of which the key or the model that served them is not known.',
  severity: 'high',
  mend: 'Look at the calls without a key or model in the usage log.',
  page: '/usage',
  isCheap: false,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, bool_or(h.requests > h.refused and h.key_dim = 0 or h.succeeded > 0 and h.model_dim = 0) as failing
    from usage_hour h where h.tenant_id = ${scope.tenantId} and h.hour_at > ${daysBefore(scope, 30)} having count(*) > 0`,
};
