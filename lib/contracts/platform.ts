import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { emailAddress, line, paragraph, searchText, timeZone } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { plans, residencies, TenantCeiling, TenantLimits } from './tenant.ts';

/**
 * What is judged of a tenant, the most pressing that fits: it is suspended; a twentieth of its calls of two days failed at
 * providers; fewer than half of the people of the month before are left; nobody called for a week; it is younger than a
 * fortnight and has made no call; else it is healthy.
 */
export const tenantHealths = ['suspended', 'failing', 'shrinking', 'idle', 'new', 'healthy'] as const;

const count = z.number().int().min(0);
const percent = z.number().nullable();

/** Counts and sums of the last thirty days (UTC); of people counts alone, nobody is named. */
const figures = {
  people: count.meta({ description: 'Active accounts' }),
  active_day: count.meta({ description: 'People who were signed in or called on the last day' }),
  active_month: count.meta({ description: 'The same, in thirty days' }),
  retention_percent: percent.meta({
    description: 'Of the people active in the thirty days before, how many are active in these; null without any',
  }),
  adoption_percent: percent.meta({ description: 'People active in thirty days, of all accounts; null without any' }),
  requests: count,
  growth_percent: percent.meta({ description: 'Requests against the thirty days before; null where there were none' }),
  error_percent: percent.meta({ description: 'Calls that failed at providers, of all of two days; null without any' }),
  cost_usd: usd,
  saved_usd: usd.meta({ description: 'What answers from the cache would have cost' }),
};

/** An organization as those who run the platform see it: how it does, and nothing of what it does. */
export const PlatformTenant = z
  .strictObject({
    id: publicId('tenant'),
    slug: z.string(),
    name: z.string(),
    kind: z.enum(['customer', 'demo']),
    status: z.enum(['active', 'suspended']),
    residency: z.string(),
    ceiling: TenantCeiling,
    health: z.enum(tenantHealths),
    ...figures,
    measured_on: z.iso.date().nullable().meta({ description: 'The last day that was counted; null before the first' }),
    created_at: instant,
  })
  .meta({ id: 'PlatformTenant' });
export type PlatformTenant = z.output<typeof PlatformTenant>;

const PlatformDay = z.strictObject({
  day: z.iso.date(),
  active: count.meta({ description: 'People active on the day' }),
  requests: count,
  failed: count,
  cost_usd: usd,
});

const targetValue = z.number().min(0).max(1_000_000).nullable();

/** What the platform wants to reach; null for what it has no target for. */
export const PlatformTargets = z.strictObject({
  active_month: targetValue.meta({ description: 'People active in thirty days, all organizations together' }),
  adoption_percent: targetValue,
  retention_percent: targetValue,
  saved_percent: targetValue.meta({ description: 'Saved, of what would have been spent' }),
  healthy_percent: targetValue.meta({ description: 'Organizations that are healthy, of all that are not new' }),
});
export type PlatformTargets = z.output<typeof PlatformTargets>;

const PlatformOverview = z.strictObject({
  tenants: count,
  by_health: z.record(z.enum(tenantHealths), count),
  ...figures,
  saved_percent: percent,
  healthy_percent: percent,
  targets: PlatformTargets,
  days: z.array(PlatformDay).meta({ description: 'The last sixty days that were counted, oldest first' }),
});
export type PlatformOverview = z.output<typeof PlatformOverview>;

const tenantId = publicId('tenant');
const exampleId = 'tnt_01jdnhwyg0e008000000000001';

export const platformOverview = defineOperation({
  name: 'platform.overview',
  summary: 'How the organizations of the platform do, together, against its targets',
  permission: 'platform.read',
  scope: 'platform',
  input: z.strictObject({}),
  output: PlatformOverview,
  examples: [{}],
  http: { method: 'GET', path: '/platform' },
});

export const platformTargetsSet = defineOperation({
  name: 'platform.set_targets',
  summary: 'Set what the platform wants to reach',
  permission: 'platform.write',
  scope: 'platform',
  input: PlatformTargets.partial(),
  output: PlatformTargets,
  examples: [{ adoption_percent: 60, saved_percent: 15 }],
  http: { method: 'PATCH', path: '/platform/targets' },
});

export const platformTenantList = defineOperation({
  name: 'platform_tenant.list',
  summary: 'List the organizations of the platform with their figures',
  permission: 'platform.read',
  scope: 'platform',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    health: z.enum(tenantHealths).optional(),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(PlatformTenant),
  errors: ['invalid_cursor'],
  examples: [{}, { health: 'failing', sort: '-created_at' }],
  http: { method: 'GET', path: '/platform/tenants' },
});

export const platformTenantGet = defineOperation({
  name: 'platform_tenant.get',
  summary: 'Get an organization of the platform with its days',
  permission: 'platform.read',
  scope: 'platform',
  input: z.strictObject({ tenant_id: tenantId }),
  output: PlatformTenant.extend({ days: z.array(PlatformDay) }),
  errors: ['not_found'],
  examples: [{ tenant_id: exampleId }],
  http: { method: 'GET', path: '/platform/tenants/{tenant_id}' },
});

/** Lower case, digits and inner hyphens, as people type it at sign-in. */
const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/, { error: 'Lower-case letters, digits and hyphens inside, at most 50' })
  .meta({ description: 'Short name used at sign-in', examples: ['acme'] });

export const platformTenantCreate = defineOperation({
  name: 'platform_tenant.create',
  summary: 'Provision an organization with its first administrator',
  permission: 'platform.write',
  scope: 'platform',
  input: z.strictObject({
    slug,
    name: line(120),
    admin_email: emailAddress,
    admin_name: line(120).optional(),
    time_zone: timeZone.default('UTC'),
    residency: z.enum(residencies).default('global'),
    ceiling: TenantCeiling.optional(),
  }),
  output: z.strictObject({
    tenant: PlatformTenant,
    temporary_password: z
      .string()
      .meta({ description: 'For the first sign-in of the administrator, who then chooses another. Shown this one time' }),
  }),
  errors: ['conflict'],
  examples: [{ slug: 'acme', name: 'Acme', admin_email: 'ada@acme.example', ceiling: { plan: 'business' } }],
  http: { method: 'POST', path: '/platform/tenants', status: 201 },
  stepUp: true,
});

export const platformTenantSell = defineOperation({
  name: 'platform_tenant.sell',
  summary: 'Set the plan of an organization and the limits it cannot go beyond',
  permission: 'platform.write',
  scope: 'platform',
  input: z.strictObject({
    tenant_id: tenantId,
    plan: z.enum(plans).nullable(),
    limits: TenantLimits.partial().default({}),
  }),
  output: PlatformTenant,
  errors: ['not_found'],
  examples: [{ tenant_id: exampleId, plan: 'team', limits: { users_max: 150 } }],
  http: { method: 'PUT', path: '/platform/tenants/{tenant_id}/ceiling' },
});

const standing = { tenant_id: tenantId, reason: paragraph(1000).min(1).meta({ description: 'For the audit trails of both sides' }) };

export const platformTenantSuspend = defineOperation({
  name: 'platform_tenant.suspend',
  summary: 'Suspend an organization: within two seconds nobody signs in and no key is served',
  permission: 'platform.write',
  scope: 'platform',
  input: z.strictObject(standing),
  output: PlatformTenant,
  errors: ['not_found', 'conflict'],
  examples: [{ tenant_id: exampleId, reason: 'The invoice of October is three months late.' }],
  http: { method: 'POST', path: '/platform/tenants/{tenant_id}/suspend' },
  stepUp: true,
});

export const platformTenantResume = defineOperation({
  name: 'platform_tenant.resume',
  summary: 'Let a suspended organization work again',
  permission: 'platform.write',
  scope: 'platform',
  input: z.strictObject(standing),
  output: PlatformTenant,
  errors: ['not_found', 'conflict'],
  examples: [{ tenant_id: exampleId, reason: 'The invoice is paid.' }],
  http: { method: 'POST', path: '/platform/tenants/{tenant_id}/resume' },
});
