import { z } from 'zod';
import { fromPublicId, type IdKind, toPublicId } from '#lib/core/ids.ts';
import { line } from './fields.ts';
import { type PolicyOperatorName, policyConditionsMax, policyOperatorNames } from './policy-names.ts';
import { redactionPatterns } from './redaction-patterns.ts';
import { TimeWindow } from './route-definition.ts';

const instantText = z.iso.datetime({ offset: true, error: 'A time looks like 2026-12-31T23:00:00Z' });

/** A public id that stays as it is written, so that what is stored, compared and exported reads the same. */
const idText = (kind: IdKind) =>
  z
    .string()
    .max(64)
    .refine((text) => fromPublicId(kind, text) !== undefined, {
      error: `Not a ${kind} id; one looks like ${toPublicId(kind, '01936b1e-7a00-7000-8000-000000000001')}`,
    });

const scalar = z.union([z.string().max(2_000), z.number(), z.boolean()]);

/** What a field is compared with; which of these forms it is, the operator says. */
export const PolicyValue = z.union([scalar, z.array(z.union([z.string().max(2_000), z.number()])).max(500), TimeWindow]);
export type PolicyValue = z.output<typeof PolicyValue>;

/** One comparison (`field`, `operator`, `value`), or others joined: exactly one of `all`, `any` and `not`. */
export interface PolicyCondition {
  readonly field?: string | undefined;
  readonly operator?: PolicyOperatorName | undefined;
  readonly value?: PolicyValue | undefined;
  readonly all?: PolicyCondition[] | undefined;
  readonly any?: PolicyCondition[] | undefined;
  readonly not?: PolicyCondition | undefined;
}

const comparison = {
  field: z
    .string()
    .max(80)
    .optional()
    .meta({ description: 'Such as `daily_cost_per_user` or `tags.app`', examples: ['model'] }),
  operator: z.enum(policyOperatorNames).optional(),
  value: PolicyValue.optional(),
};

const kinds = ['field', 'all', 'any', 'not'] as const;

function exactlyOne(condition: object, ctx: z.RefinementCtx): void {
  const named = kinds.filter((kind) => kind in condition);
  if (named.length === 1) return;
  ctx.addIssue({ code: 'custom', message: 'A condition has exactly one of field, all, any and not', input: condition });
}

const conditionOf = <Inner extends z.ZodType>(inner: Inner) =>
  z
    .strictObject({
      ...comparison,
      all: z.array(inner).min(1).max(policyConditionsMax).optional(),
      any: z.array(inner).min(1).max(policyConditionsMax).optional(),
      not: inner.optional(),
    })
    .superRefine(exactlyOne);

// Written out level by level, so that depth is bounded by the schema itself and the reference can show it.
const level5 = z.strictObject(comparison).meta({ id: 'PolicyComparison' });
const level4 = conditionOf(level5).meta({ id: 'InnermostPolicyCondition' });
const level3 = conditionOf(level4).meta({ id: 'InnerPolicyCondition' });
const level2 = conditionOf(level3).meta({ id: 'NestedPolicyCondition' });
const level1 = conditionOf(level2).meta({ id: 'PolicyCondition' });

/** A person, or a role by its name. */
const approver = z.union([
  idText('user'),
  z.string().regex(/^(?!usr_)[a-z][a-z0-9_]{0,60}$/, { error: 'Not the id of a person nor the name of a role' }),
]);

const noParameters = z.strictObject({}).default({});

const action = <Type extends string, Parameters extends z.ZodType>(type: Type, parameters: Parameters) =>
  z.strictObject({ type: z.literal(type), parameters });

/** What is done with a call that a policy is about. */
export const PolicyAction = z
  .discriminatedUnion('type', [
    action('allow', noParameters),
    action(
      'deny',
      z.strictObject({ message: line(300).optional().meta({ description: 'What the caller should do instead' }) }).default({}),
    ),
    action(
      'require_approval',
      z
        .strictObject({
          message: line(300).optional().meta({ description: 'Why, for who asks' }),
          approvers: z
            .array(approver)
            .min(1)
            .max(20)
            .refine((named) => named.filter((one) => !one.startsWith('usr_')).length <= 1, { error: 'At most one of them may be a role' })
            .optional()
            .meta({ description: 'Who is asked: ids of people, and the name of one role. Without it the approval rules say' }),
          timeout_hours: z.number().int().min(1).max(720).optional().meta({ description: 'How long they have; then it goes one level up' }),
        })
        .default({}),
    ),
    action('log', noParameters),
    action(
      'notify',
      z
        .strictObject({
          channels: z.array(idText('channel')).max(20).optional(),
          users: z.array(idText('user')).max(20).optional().meta({ description: 'Told by e-mail' }),
          message: line(300).optional().meta({ description: 'What they are told' }),
        })
        .refine(({ channels = [], users = [] }) => channels.length + users.length > 0, { error: 'Name a channel or a person' })
        .meta({ description: 'Tells of the first such call of each key in an hour; it changes no call' }),
    ),
    action(
      'redact',
      z.strictObject({
        patterns: z.array(z.enum(redactionPatterns)).min(1).max(redactionPatterns.length),
        applies_to: z
          .enum(['requests', 'answers', 'both'])
          .optional()
          .meta({ description: 'Where it is taken out: of requests where nothing is said' }),
      }),
    ),
    action('route_to', z.strictObject({ route: line(64).meta({ description: 'A route, or a model' }) })),
    action('downgrade', z.strictObject({ model: line(200).meta({ description: 'The cheaper model' }) })),
    action(
      'throttle',
      z.strictObject({
        requests_per_minute: z.number().int().min(1).max(100_000),
        per: z.enum(['key', 'user', 'team', 'policy']).default('key'),
      }),
    ),
    action('cap_tokens', z.strictObject({ output_tokens_max: z.number().int().min(1).max(1_000_000) })),
  ])
  .meta({ id: 'PolicyAction' });
export type PolicyAction = z.output<typeof PolicyAction>;

/** For whom and when the policy does not act. */
const PolicyExceptions = z.strictObject({
  roles: z.array(idText('role')).max(50).default([]),
  users: z.array(idText('user')).max(500).default([]),
  teams: z.array(idText('team')).max(100).default([]).meta({ description: 'With the teams below them' }),
  time: z.array(TimeWindow).max(10).default([]),
  expires_at: instantText.nullable().default(null).meta({ description: 'From then on nobody is excepted' }),
});

/** What a version of a policy does. Which calls it is about, what it does with them, and for whom it does not. */
export const PolicyDefinition = z
  .strictObject({
    priority: z.number().int().min(0).max(1_000).default(100).meta({ description: 'Among policies that do the same, the highest decides' }),
    rules: z.strictObject({
      conditions: z.array(level1).max(policyConditionsMax).meta({ description: 'None: every call' }),
      match: z.enum(['all', 'any']).default('all'),
      actions: z.array(PolicyAction).min(1).max(10),
    }),
    exceptions: PolicyExceptions.default({ roles: [], users: [], teams: [], time: [], expires_at: null }),
    valid_from: instantText.nullable().default(null),
    valid_until: instantText.nullable().default(null),
  })
  .meta({ id: 'PolicyDefinition' });
export type PolicyDefinition = z.output<typeof PolicyDefinition>;
