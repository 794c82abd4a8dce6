import { sql } from 'drizzle-orm';
import { unmetRequirements } from '#lib/projects/unmet-requirements.ts';
import type { Check } from './check.ts';

export const projectRequirementsAreMet: Check = {
  name: 'project-requirements-are-met',
  title: 'Projects have what their compliance requirements ask for',
  looks:
    'Active projects that name compliance requirements, and whether each has the owner, review, data classes, handling and approval that these ask for.',
  severity: 'high',
  mend: 'Open the projects named: each says what it lacks.',
  page: '/projects',
  isCheap: true,
  subject: 'project',
  subjects: (scope) => sql`
    select j.id::text as id, cardinality(${unmetRequirements}) > 0 as failing
    from project j where j.tenant_id = ${scope.tenantId} and j.archived_at is null and j.status = 'active'
      and cardinality(j.compliance_requirements) > 0`,
};
