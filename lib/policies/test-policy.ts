import { defineQuery } from '#lib/command/define-query.ts';
import { policyTest } from '#lib/contracts/policy-trials.ts';
import type { PolicyExplanation } from './engine/explain-policy.ts';
import { explainPolicy } from './engine/explain-policy.ts';
import { sampleFacts } from './sample-facts.ts';
import { outcomeOf, trialPolicy } from './trial-source.ts';

const verdicts = {
  allow: 'The call passes, and the policy is noted in its record.',
  transform: 'The call is changed as the policy says, and passes.',
  require_approval: 'The call waits for an approval.',
  deny: 'The call is refused.',
} as const;

const reasons: Readonly<Record<Exclude<PolicyExplanation['result'], 'matches' | 'broken'>, string>> = {
  conditions_fail: 'The policy is not about this call.',
  excepted: 'The policy would be about this call, but an exception holds.',
  out_of_scope: 'The call belongs to nobody whom the policy is for.',
  out_of_time: 'The policy is not in force at that time.',
};

export const testPolicy = defineQuery(policyTest, async (ctx, { definition, scope, sample }) => {
  const policy = await trialPolicy(ctx, definition, scope);
  const { result, conditions, fault } = explainPolicy(policy, sampleFacts(sample, ctx.now));
  const outcome = result === 'matches' ? outcomeOf(policy) : result === 'broken' ? 'deny' : 'allow';
  const verdict =
    result === 'matches' ? verdicts[outcome] : result === 'broken' ? `The call is refused, because ${fault}.` : reasons[result];
  return { result, outcome, conditions: [...conditions], fault, verdict };
});
