import type { PolicyCondition } from '#lib/contracts/policy-definition.ts';
import { compileCondition } from './compile-condition.ts';
import { type CompiledPolicy, exceptionTest, scopeTest, validityTest } from './compiled-policy.ts';
import { conditionText } from './condition-text.ts';
import type { Facts } from './facts.ts';

/** A comparison with its result for one call. */
export interface ExplainedCondition {
  /** In words, such as "Model is gpt-4o". */
  readonly text: string;
  /** Null where it could not be told. */
  readonly holds: boolean | null;
  /** How deep it stands inside others, from 0. */
  readonly depth: number;
}

/** Why a policy is about a call, or is not. */
export interface PolicyExplanation {
  readonly policy: CompiledPolicy;
  readonly result: 'matches' | 'conditions_fail' | 'excepted' | 'out_of_scope' | 'out_of_time' | 'broken';
  readonly conditions: readonly ExplainedCondition[];
  /** Why it is broken; null where it is not. */
  readonly fault: string | null;
}

function heldBy(condition: PolicyCondition, facts: Facts): boolean | null {
  try {
    return compileCondition(condition)(facts);
  } catch {
    return null;
  }
}

function explained(condition: PolicyCondition, facts: Facts, depth: number): ExplainedCondition[] {
  const { all, any, not } = condition;
  const inner = all ?? any ?? (not === undefined ? [] : [not]);
  return [
    { text: conditionText(condition), holds: heldBy(condition, facts), depth },
    ...inner.flatMap((one) => explained(one, facts, depth + 1)),
  ];
}

/** Asks a policy as a call does, and tells each step; takes longer than asking, so it is for people who want to know. */
export function explainPolicy(policy: CompiledPolicy, facts: Facts): PolicyExplanation {
  const { definition } = policy;
  if (definition === null || policy.fault !== null) return { policy, result: 'broken', conditions: [], fault: policy.fault };
  const conditions = definition.rules.conditions.flatMap((one) => explained(one, facts, 0));
  const told = (result: PolicyExplanation['result'], fault: string | null = null) => ({ policy, result, conditions, fault });
  try {
    if (scopeTest(policy)?.(facts) === false) return told('out_of_scope');
    if (validityTest(definition)?.(facts) === false) return told('out_of_time');
    if (policy.test(facts)) return told('matches');
    return told(exceptionTest(definition)(facts) ? 'excepted' : 'conditions_fail');
  } catch (error) {
    return told('broken', error instanceof Error ? error.message : 'it failed');
  }
}
