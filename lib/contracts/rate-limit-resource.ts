import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, versionNumber } from './fields.ts';

/** Limits and tiers of one organization, and limits inside one tier, at most. */
export const rateLimitsMax = 2_000;
export const rateTiersMax = 200;
const tierLimitsMax = 12;
/** The largest number a limit may be. */
export const amountMax = 1_000_000_000_000;

export const limitMetrics = ['requests', 'tokens', 'concurrency', 'cost'] as const;
/** A month is thirty days: every window slides. */
export const limitWindows = ['minute', 'hour', 'day', 'month'] as const;
export const limitScopes = ['tenant', 'department', 'team', 'user', 'role', 'key', 'model', 'target'] as const;
export type LimitScopeKind = (typeof limitScopes)[number];
/** Who has the limit for himself: everybody in the scope together, each person, or each key. */
export const limitSharing = ['all', 'user', 'key'] as const;

/** The fields of a limit. */
export const ruleFields = {
  metric: z.enum(limitMetrics).meta({ description: '`concurrency`: calls at a time; `cost`: US dollars' }),
  window: z
    .enum(limitWindows)
    .nullable()
    .default(null)
    .meta({ description: 'Null for concurrency, needed for the rest; a month is 30 days' }),
  limit: z.number().positive().max(amountMax).meta({ description: 'A whole number; of cost in US dollars with up to six decimals' }),
  burst: z
    .number()
    .positive()
    .max(amountMax)
    .nullable()
    .default(null)
    .meta({ description: 'Most that may come at once; null lets all of the limit come at once' }),
};

type Rule = { readonly [Name in keyof typeof ruleFields]?: z.output<(typeof ruleFields)[Name]> | undefined };

const isWhole = (value: number, metric: Rule['metric']): boolean => {
  const unit = metric === 'cost' ? value * 1_000_000 : value;
  return Math.abs(unit - Math.round(unit)) < 1e-6 && Math.round(unit) >= 1;
};

/** Refuses a rule that contradicts itself. */
export function isRule({ metric, window, limit, burst }: Rule, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (metric === undefined) return;
  const isPlaces = metric === 'concurrency';
  if (isPlaces && window != null) fault('window', 'Calls at a time have no window');
  if (!isPlaces && window == null) fault('window', `A limit on ${metric} needs a window`);
  if (limit !== undefined && !isWhole(limit, metric)) fault('limit', metric === 'cost' ? 'At most six decimals' : 'Must be a whole number');
  if (burst == null) return;
  if (isPlaces) fault('burst', 'Calls at a time have no burst');
  else if (!isWhole(burst, metric)) fault('burst', metric === 'cost' ? 'At most six decimals' : 'Must be a whole number');
  else if (limit !== undefined && burst > limit) fault('burst', 'Must not be more than the limit');
}

/** One limit: how much of what in which time. */
export const LimitRule = z.strictObject(ruleFields).superRefine(isRule);
export type LimitRule = z.output<typeof LimitRule>;

/** The limits of a tier. */
export const tierRules = z
  .array(LimitRule)
  .min(1)
  .max(tierLimitsMax)
  .refine((rules) => new Set(rules.map(({ metric, window }) => `${metric} ${window}`)).size === rules.length, {
    error: 'Two limits of a tier are for the same metric and window',
  });

const rules = z.array(z.strictObject(ruleFields));
const count = z.number().int().min(0);

/** A named set of limits. */
export const RateTier = z.strictObject({
  id: publicId('rateTier'),
  name: z.string(),
  description: z.string(),
  limits: rules,
  used_by: count.meta({ description: 'Limits that are of this tier' }),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
});
export type RateTier = z.output<typeof RateTier>;

/** Whose a limit can be, by id. */
export const scopeIds = {
  department_id: publicId('department'),
  team_id: publicId('team'),
  user_id: publicId('user'),
  role_id: publicId('role'),
  key_id: publicId('key'),
  connection_id: publicId('connection'),
  model: line(200),
} as const;

/** Whose a limit is, with its name as it is now. */
export const LimitScope = z.strictObject({
  kind: z.enum(limitScopes),
  department_id: scopeIds.department_id.nullable(),
  team_id: scopeIds.team_id.nullable(),
  user_id: scopeIds.user_id.nullable(),
  role_id: scopeIds.role_id.nullable(),
  key_id: scopeIds.key_id.nullable(),
  connection_id: scopeIds.connection_id.nullable(),
  model: z.string().nullable(),
  name: z.string().nullable().meta({ description: 'As people call it; null for the organization and for what is gone' }),
});

/** How much of one limit is used now. */
export const LimitUse = z.strictObject({
  metric: ruleFields.metric,
  window: z.enum(limitWindows).nullable(),
  limit: z.number(),
  used: z
    .number()
    .nullable()
    .meta({ description: 'In the window that ends now, all processes together; null where the store cannot say, or each has his own' }),
});
export type LimitUse = z.output<typeof LimitUse>;

/** How much the calls of a scope may do in any stretch of time. */
export const RateLimit = z.strictObject({
  id: publicId('rateLimit'),
  name: z.string(),
  scope: LimitScope,
  per: z.enum(limitSharing),
  tier_id: publicId('rateTier').nullable().meta({ description: 'Where the limits are a tier’s' }),
  tier_name: z.string().nullable(),
  limits: rules.meta({ description: 'The one of its own, or those of its tier' }),
  status: z.enum(['active', 'paused']),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
});
export type RateLimit = z.output<typeof RateLimit>;

export const RateLimitWithUse = RateLimit.extend({ use: z.array(LimitUse) });
export type RateLimitWithUse = z.output<typeof RateLimitWithUse>;
