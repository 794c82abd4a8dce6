import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { defineOperation } from './operation.ts';
import { PolicyDefinition } from './policy-definition.ts';
import { PolicyScope } from './policy-resource.ts';

const sampleValue = z.union([z.string().max(10_000), z.number(), z.boolean(), z.array(z.string().max(200)).max(100)]);
const exampleDefinition = {
  rules: {
    conditions: [{ field: 'input_tokens', operator: 'greater_than' as const, value: 1_000 }],
    actions: [{ type: 'deny' as const }],
  },
};
const scope = PolicyScope.meta({ description: 'For whose calls; the organization unless said' });

/** What a policy would say of one made-up call. */
export const policyTest = defineOperation({
  name: 'policy.test',
  summary: 'What a policy would say of a made-up call, comparison by comparison; changes nothing',
  permission: 'policies.read',
  scope: 'tenant',
  input: z.strictObject({
    definition: PolicyDefinition,
    scope,
    sample: z
      .record(z.string().max(80), sampleValue)
      .default({})
      .meta({ description: 'Fields of the call as conditions name them, money in dollars; what is not there is not known' }),
  }),
  output: z.strictObject({
    result: z.enum(['matches', 'conditions_fail', 'excepted', 'out_of_scope', 'out_of_time', 'broken']),
    outcome: z.enum(['allow', 'transform', 'require_approval', 'deny']),
    conditions: z.array(
      z.strictObject({
        text: z.string(),
        holds: z.boolean().nullable().meta({ description: 'Null where it could not be told' }),
        depth: z.number().int(),
      }),
    ),
    fault: z.string().nullable(),
    verdict: z.string().meta({ description: 'In a sentence' }),
  }),
  examples: [{ definition: exampleDefinition, sample: { input_tokens: 5_000 } }],
  http: { method: 'POST', path: '/policies/test', asks: true },
});

/** Calls that one replay looks at, the newest of the time asked for. */
export const replayCallsMax = 20_000;

const share = z.strictObject({ name: z.string(), calls: z.number().int(), cost_usd: usd });

/** What a policy would have done to calls that were made. */
export const policyReplay = defineOperation({
  name: 'policy.replay',
  summary: 'What a policy would have done to the calls of the last days; changes nothing',
  permission: 'policies.read',
  scope: 'tenant',
  input: z.strictObject({ definition: PolicyDefinition, scope, days: z.number().int().min(1).max(31).default(7) }),
  output: z.strictObject({
    from: instant,
    to: instant,
    calls: z.number().int().meta({ description: 'That were looked at' }),
    is_complete: z.boolean().meta({ description: `False where there were more than ${replayCallsMax}: the newest were looked at` }),
    matched: z.number().int().meta({ description: 'That the policy would have been about' }),
    matched_cost_usd: usd.meta({ description: 'What these cost' }),
    undecided: z.number().int().meta({ description: 'That could not be judged, so that they would have been refused' }),
    outcome: z.enum(['allow', 'transform', 'require_approval', 'deny']).meta({ description: 'What would have become of them' }),
    not_recorded: z
      .array(z.string())
      .meta({ description: 'Fields that the policy asks for and past calls do not have; they count as not known' }),
    by_team: z.array(share),
    by_model: z.array(share),
    examples: z.array(publicId('request')).meta({ description: 'The newest ten' }),
  }),
  examples: [{ definition: exampleDefinition, days: 7 }],
  http: { method: 'POST', path: '/policies/replay', asks: true },
});
