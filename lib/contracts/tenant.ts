import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, timeZone, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Regions a tenant's data may be bound to; `global` binds it to none. */
export const residencies = ['global', 'us', 'eu', 'uk', 'ca', 'au', 'jp'] as const;

/**
 * What a call on a model without a price does: it is refused; it is held and booked at the dearest price of its provider;
 * or it is served at no cost. Its event is marked as unpriced in any case.
 */
export const unpricedPolicies = ['block', 'hold', 'flag'] as const;

/** Who lets a new version of the price list into force: nobody needs to, one person, or two. */
export const priceReviews = ['automatic', 'review', 'four_eyes'] as const;

export const TenantLimits = z.strictObject({
  users_max: z.number().int().min(1).max(100_000),
  departments_max: z.number().int().min(1).max(10_000),
  teams_max: z.number().int().min(1).max(100_000),
});
export type TenantLimits = z.output<typeof TenantLimits>;

/** The organization. */
export const Tenant = z
  .strictObject({
    id: publicId('tenant'),
    slug: z.string().meta({ description: 'Short name used at sign-in' }),
    name: z.string(),
    kind: z.enum(['customer', 'demo', 'platform']),
    status: z.enum(['active', 'suspended']),
    residency: z.enum(residencies),
    time_zone: z.string(),
    unpriced_policy: z.enum(unpricedPolicies),
    price_review: z.enum(priceReviews),
    limits: TenantLimits,
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Tenant' });
export type Tenant = z.output<typeof Tenant>;

export const tenantGet = defineOperation({
  name: 'tenant.get',
  summary: 'Get the organization',
  permission: 'tenant.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: Tenant,
  examples: [{}],
  http: { method: 'GET', path: '/tenant' },
});

export const tenantUpdate = defineOperation({
  name: 'tenant.update',
  summary: 'Change the organization',
  permission: 'tenant.write',
  scope: 'tenant',
  input: z.strictObject({
    name: line(120).optional(),
    residency: z.enum(residencies).optional(),
    time_zone: timeZone.optional(),
    unpriced_policy: z.enum(unpricedPolicies).optional(),
    price_review: z.enum(priceReviews).optional(),
    limits: TenantLimits.partial().optional(),
  }),
  output: Tenant,
  errors: ['precondition_failed'],
  examples: [{ name: 'Example Industries', time_zone: 'Europe/Berlin', limits: { users_max: 2000 } }],
  http: { method: 'PATCH', path: '/tenant' },
  touches: ['organization'],
});
