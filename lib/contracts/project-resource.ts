import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, paragraph, versionNumber } from './fields.ts';

export const projectStatuses = ['planned', 'active', 'paused', 'completed'] as const;
export const projectPriorities = ['low', 'medium', 'high', 'critical'] as const;
export const securityLevels = ['public', 'internal', 'confidential', 'restricted'] as const;
export const projectDataClasses = ['pii', 'phi', 'financial'] as const;
export const projectVisibilities = ['public', 'team', 'private'] as const;

/** A calendar day. */
export const day = z.iso.date().meta({ description: 'A calendar day, such as 2026-11-30' });

/** What callers name a project or environment by in headers. */
export const slug = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'Small letters, digits and dashes; at most 63' })
  .meta({ description: 'What callers name it by in headers', examples: ['web-shop'] });

const percent = z.number().min(0).max(100);
const amount = usd.refine((nano) => nano >= 0n, { error: 'Must not be negative' });

/** What people say of a project beside what the product knows. */
export const profileFields = {
  quality_gates: z
    .strictObject({ coverage_percent: percent.nullable().default(null), test_success_percent: percent.nullable().default(null) })
    .nullable()
    .meta({ description: 'The least that a release must have measured to go out' }),
  delivery: z
    .strictObject({
      lead_time_hours: z.number().min(0).nullable().default(null),
      recovery_hours: z.number().min(0).nullable().default(null).meta({ description: 'Mean time to recovery' }),
    })
    .nullable(),
  business_value: paragraph(1000).nullable(),
  kpis: z.array(z.strictObject({ name: line(80), target: line(80), current: line(80).nullable().default(null) })).max(20),
};

/** The profile as it is stored. */
export const ProjectProfile = z.strictObject({
  quality_gates: profileFields.quality_gates.default(null),
  delivery: profileFields.delivery.default(null),
  business_value: profileFields.business_value.default(null),
  kpis: profileFields.kpis.default([]),
});
export type ProjectProfile = z.output<typeof ProjectProfile>;

/** What people set of a project beside its name and place. */
export const projectFields = {
  description: paragraph(2000),
  business_unit: line(120).nullable(),
  status: z.enum(projectStatuses).meta({
    description: 'Only calls of active projects are served; a planned one may need an approval to start',
  }),
  priority: z.enum(projectPriorities),
  start_date: day.nullable(),
  end_date: day.nullable(),
  allocated_budget_usd: amount.nullable().meta({ description: 'Planned; what limits calls is a budget with the scope project' }),
  estimated_cost_usd: amount.nullable(),
  requires_approval: z
    .boolean()
    .meta({ description: 'Whether it starts by an approval alone, even where no rule of the organization asks for one' }),
  review_due_date: day.nullable(),
  security_level: z
    .enum(securityLevels)
    .meta({ description: 'Calls of a confidential or restricted project are of that data class at least' }),
  data_classes: z
    .array(z.enum(projectDataClasses))
    .max(projectDataClasses.length)
    .meta({ description: 'What its calls may hold: they are of the data class of each of these at least' }),
  compliance_requirements: z
    .array(line(60))
    .max(20)
    .meta({
      description:
        'Each asks something of the project (docs/compliance.md); what is missing is a finding and holds releases back. Taking one away needs compliance.write',
      examples: [['GDPR', 'SOC 2']],
    }),
  visibility: z
    .enum(projectVisibilities)
    .meta({ description: 'Whose keys may name it: everybody’s, those of its team or department, those of its owner and stakeholders' }),
  allowed_domains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z0-9.-]+\.[a-z]{2,}$/, { error: 'A domain such as example.com' })
        .max(253),
    )
    .max(50)
    .meta({ description: 'E-mail domains of people whose personal keys may name it; empty for all' }),
  allowed_ips: z
    .array(z.string().trim().max(50))
    .max(100)
    .meta({
      description: 'Addresses and CIDR ranges that its calls may come from; empty for all',
      examples: [['203.0.113.0/24', '2001:db8::/48']],
    }),
  language: line(60).nullable(),
  frameworks: z.array(line(60)).max(30),
  ...profileFields,
};

/** Work that uses models. */
export const Project = z
  .strictObject({
    id: publicId('project'),
    slug: z.string(),
    name: z.string(),
    owner_id: publicId('user').nullable(),
    owner_name: z.string().nullable(),
    team_id: publicId('team').nullable(),
    team_name: z.string().nullable(),
    department_id: publicId('department').nullable(),
    department_name: z.string().nullable(),
    cost_center_id: publicId('costCenter').nullable(),
    cost_center_code: z.string().nullable(),
    ...projectFields,
    stakeholders: z.array(z.strictObject({ user_id: publicId('user'), name: z.string().nullable(), role: z.string() })),
    start_needs_approval: z.boolean().meta({ description: 'Of a planned project: whether only an approval starts it' }),
    actual_cost_usd: usd.meta({ description: 'What its calls cost, all of them' }),
    request_count: z.number().int().min(0),
    environment_count: z.number().int().min(0),
    key_count: z.number().int().min(0).meta({ description: 'Active virtual keys bound to it' }),
    deployments_30_days: z.number().int().min(0).meta({ description: 'Releases in the last 30 days' }),
    unmet_requirements: z
      .array(z.string())
      .meta({ description: 'What its compliance requirements ask for and it lacks; releases wait for it', examples: [['an owner']] }),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Project' });
export type Project = z.output<typeof Project>;
