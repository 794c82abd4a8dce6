import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const promptsAreKeptSparingly: Check = {
  name: 'prompts-are-kept-sparingly',
  title: 'Prompts and answers are kept sparingly',
  looks:
    'The rules about what is kept of calls: none keeps them as they were, and none longer than the limit of the organization. Nothing is kept where there are no rules.',
  severity: 'high',
  mend: 'Let the rules keep metadata or redacted texts, and no longer than the limit.',
  page: '/data-classes',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, exists (select from content_log_setting s, lateral (
        select s.rules -> 'otherwise' as rule union all select one from jsonb_array_elements(s.rules -> 'rules') as one) r
      where s.tenant_id = ${scope.tenantId} and (r.rule ->> 'level' = 'full'
        or r.rule ->> 'level' <> 'none' and (r.rule ->> 'retention_days')::int > ${scope.limits.retentionDaysMax}::int)) as failing`,
};
