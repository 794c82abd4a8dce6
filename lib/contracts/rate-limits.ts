import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { line, searchText } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import {
  amountMax,
  isRule,
  type LimitScopeKind,
  limitScopes,
  limitSharing,
  limitWindows,
  RateLimit,
  RateLimitWithUse,
  ruleFields,
  scopeIds,
} from './rate-limit-resource.ts';

const limitId = publicId('rateLimit');
const exampleId = 'rlm_01jdnhwyg0e008000000000001';
const exampleTierId = 'rlt_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const exampleKeyId = 'key_01jdnhwyg0e008000000000001';

/** Which field each scope needs. */
const fieldOf: Readonly<Record<LimitScopeKind, keyof typeof scopeIds | null>> = {
  tenant: null,
  department: 'department_id',
  team: 'team_id',
  user: 'user_id',
  role: 'role_id',
  key: 'key_id',
  model: 'model',
  target: 'connection_id',
};

const optionalIds = {
  department_id: scopeIds.department_id.optional(),
  team_id: scopeIds.team_id.optional(),
  user_id: scopeIds.user_id.optional(),
  role_id: scopeIds.role_id.optional(),
  key_id: scopeIds.key_id.optional(),
  connection_id: scopeIds.connection_id.optional(),
  model: scopeIds.model
    .optional()
    .meta({ description: 'Of the scope model; of the scope target only where the limit is for one model of the connection' }),
};

type ScopeChoice = { readonly scope: LimitScopeKind } & { readonly [Name in keyof typeof optionalIds]?: unknown };

function hasItsScope(input: ScopeChoice, context: z.RefinementCtx): void {
  const needed = fieldOf[input.scope];
  for (const field of Object.keys(optionalIds).filter((name): name is keyof typeof optionalIds => name in optionalIds)) {
    const isGiven = input[field] !== undefined;
    if (field === needed && !isGiven) context.addIssue({ code: 'custom', path: [field], message: `The scope ${input.scope} needs it` });
    const mayBe = field === needed || (field === 'model' && input.scope === 'target');
    if (isGiven && !mayBe) context.addIssue({ code: 'custom', path: [field], message: `Not with the scope ${input.scope}` });
  }
}

export const rateLimitList = defineOperation({
  name: 'rate_limit.list',
  summary: 'List rate limits with how much of them is used now',
  permission: 'limits.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    scope: z.enum(limitScopes).optional(),
    ...optionalIds,
    tier_id: publicId('rateTier').optional(),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(RateLimitWithUse),
  errors: ['invalid_cursor'],
  examples: [{}, { scope: 'team', team_id: exampleTeamId }],
  http: { method: 'GET', path: '/rate-limits' },
});

export const rateLimitGet = defineOperation({
  name: 'rate_limit.get',
  summary: 'Get a rate limit with how much of it is used now',
  permission: 'limits.read',
  scope: 'tenant',
  input: z.strictObject({ rate_limit_id: limitId }),
  output: RateLimitWithUse,
  examples: [{ rate_limit_id: exampleId }],
  http: { method: 'GET', path: '/rate-limits/{rate_limit_id}' },
});

const ownRule = {
  metric: ruleFields.metric.optional(),
  window: ruleFields.window,
  limit: ruleFields.limit.optional(),
  burst: ruleFields.burst,
};

export const rateLimitCreate = defineOperation({
  name: 'rate_limit.create',
  summary: 'Limit requests, tokens, cost or calls at a time, or give a scope the limits of a tier',
  permission: 'limits.write',
  scope: 'tenant',
  input: z
    .strictObject({
      name: line(120),
      scope: z.enum(limitScopes),
      ...optionalIds,
      per: z.enum(limitSharing).optional().meta({ description: 'Shared by all unless said; those of a role are each person’s' }),
      tier_id: publicId('rateTier').optional().meta({ description: 'In place of metric, window, limit and burst' }),
      ...ownRule,
    })
    .superRefine(hasItsScope)
    .superRefine(isRule)
    .superRefine((input, context) => {
      const own = [input.metric, input.limit].filter((value) => value !== undefined).length;
      if (input.tier_id === undefined && own < 2)
        context.addIssue({ code: 'custom', path: [input.metric === undefined ? 'metric' : 'limit'], message: 'Needed without a tier' });
      if (input.tier_id !== undefined && (own > 0 || input.window !== null || input.burst !== null))
        context.addIssue({ code: 'custom', path: ['tier_id'], message: 'Not beside a limit of its own' });
      if (input.scope === 'role' && input.per !== undefined && input.per !== 'user')
        context.addIssue({ code: 'custom', path: ['per'], message: 'Limits of a role are each person’s' });
    }),
  output: RateLimitWithUse,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { name: 'Search, requests', scope: 'team', team_id: exampleTeamId, metric: 'requests', window: 'minute', limit: 600, burst: 50 },
    { name: 'Spend of a person', scope: 'role', role_id: 'role_01jdnhwyg0e008000000000001', metric: 'cost', window: 'month', limit: 25 },
    { name: 'Key on the tier', scope: 'key', key_id: exampleKeyId, tier_id: exampleTierId },
  ],
  http: { method: 'POST', path: '/rate-limits', status: 201 },
  touches: ['rate_limits'],
});

export const rateLimitUpdate = defineOperation({
  name: 'rate_limit.update',
  summary: 'Change a rate limit; what was used stays used',
  permission: 'limits.write',
  scope: 'tenant',
  input: z.strictObject({
    rate_limit_id: limitId,
    name: line(120).optional(),
    limit: ruleFields.limit.optional(),
    burst: z.number().positive().max(amountMax).nullable().optional(),
    per: z.enum(limitSharing).optional(),
    tier_id: publicId('rateTier').optional().meta({ description: 'Another tier, for a limit that has one' }),
    status: z.enum(['active', 'paused']).optional(),
  }),
  output: RateLimitWithUse,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ rate_limit_id: exampleId, limit: 1200 }],
  http: { method: 'PATCH', path: '/rate-limits/{rate_limit_id}' },
  touches: ['rate_limits'],
});

export const rateLimitDelete = defineOperation({
  name: 'rate_limit.delete',
  summary: 'Delete a rate limit; its history stays in the audit trail',
  permission: 'limits.write',
  scope: 'tenant',
  input: z.strictObject({ rate_limit_id: limitId }),
  output: RateLimit,
  errors: ['precondition_failed'],
  examples: [{ rate_limit_id: exampleId }],
  http: { method: 'DELETE', path: '/rate-limits/{rate_limit_id}' },
  touches: ['rate_limits'],
});

/** One limit that applies to somebody, with how it stands for him. */
export const EffectiveLimit = z.strictObject({
  rate_limit_id: limitId,
  name: z.string(),
  scope: z.enum(limitScopes),
  metric: ruleFields.metric,
  window: z.enum(limitWindows).nullable(),
  window_seconds: z.number().int().min(0).meta({ description: '0 for calls at a time; of a burst the time in which it may come' }),
  limit: z.number(),
  is_burst: z.boolean().meta({ description: 'Keeps what the limit allows from coming all at once' }),
  used: z.number().nullable().meta({ description: 'Null where the store cannot say' }),
});
export type EffectiveLimit = z.output<typeof EffectiveLimit>;

export const rateLimitEffective = defineOperation({
  name: 'rate_limit.effective',
  summary: 'List the limits that calls of a key, a person or a team meet, with how much is used now',
  permission: 'keys.read',
  ownPermission: 'keys.own',
  scope: {
    of: 'key',
    from: 'key_id',
    absent: { of: 'user', from: 'user_id', absent: { of: 'team', from: 'team_id', absent: 'tenant' } },
  },
  input: z
    .strictObject({
      key_id: scopeIds.key_id.optional(),
      user_id: scopeIds.user_id.optional(),
      team_id: scopeIds.team_id.optional(),
      model: line(200).optional().meta({ description: 'Adds the limits of calls to this model' }),
      connection_id: scopeIds.connection_id.optional().meta({ description: 'Adds the limits of calls to this connection' }),
    })
    .refine(({ key_id, user_id, team_id }) => [key_id, user_id, team_id].filter((id) => id !== undefined).length <= 1, {
      error: 'A key, a person or a team',
    }),
  output: z.strictObject({ data: z.array(EffectiveLimit) }),
  examples: [{ key_id: exampleKeyId }, { team_id: exampleTeamId, model: 'sandbox-small' }],
  http: { method: 'GET', path: '/rate-limits/effective' },
});
