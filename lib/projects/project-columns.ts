import type { project } from '#db/schema/index.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { ProjectProfile } from '#lib/contracts/project-resource.ts';
import type { projectUpdate } from '#lib/contracts/projects.ts';

export type ProjectInput = Omit<InputOf<typeof projectUpdate>, 'project_id'>;
export type ProjectColumns = Partial<typeof project.$inferInsert>;

/** Names of the columns behind fields. */
const columnOf = {
  ...{ name: 'name', slug: 'slug', description: 'description', owner_id: 'ownerId', team_id: 'teamId', department_id: 'departmentId' },
  ...{ cost_center_id: 'costCenterId', business_unit: 'businessUnit', status: 'status', priority: 'priority', start_date: 'startDate' },
  ...{ end_date: 'endDate', allocated_budget_usd: 'allocatedNanoUsd', estimated_cost_usd: 'estimatedNanoUsd' },
  ...{ requires_approval: 'requiresApproval', review_due_date: 'reviewDueDate', security_level: 'securityLevel' },
  ...{ data_classes: 'dataClasses', compliance_requirements: 'complianceRequirements', visibility: 'visibility' },
  ...{ allowed_domains: 'allowedDomains', allowed_ips: 'allowedIps', language: 'language', frameworks: 'frameworks' },
} as const;

type Field = keyof typeof columnOf;
const fields = Object.keys(columnOf).filter((name): name is Field => name in columnOf);

/** The columns of what an input says; what it leaves out is left out. */
export const columnsOf = (input: ProjectInput): ProjectColumns => ({
  ...Object.fromEntries(fields.flatMap((field) => (input[field] === undefined ? [] : [[columnOf[field], input[field]]]))),
  ...(input.stakeholders === undefined ? {} : { stakeholders: input.stakeholders.map(({ user_id, role }) => ({ userId: user_id, role })) }),
});

/** The profile with what an input says of it. */
export const profileWith = (before: ProjectProfile, { quality_gates, delivery, business_value, kpis }: ProjectInput): ProjectProfile =>
  ProjectProfile.parse({
    quality_gates: quality_gates === undefined ? before.quality_gates : quality_gates,
    delivery: delivery === undefined ? before.delivery : delivery,
    business_value: business_value === undefined ? before.business_value : business_value,
    kpis: kpis ?? before.kpis,
  });

/** A name as callers can write it in a header; empty where nothing of it can be. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
