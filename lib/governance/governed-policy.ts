import type { GovernedPolicy } from '#lib/contracts/governance.ts';
import type { Policy } from '#lib/contracts/policy-resource.ts';

/** The policy with what it does in itself: what is in force or watches, else the draft. */
export function governedPolicy(policy: Policy): GovernedPolicy {
  const shown = policy.definition ?? policy.draft;
  return { ...policy, rules: shown?.rules ?? null, exceptions: shown?.exceptions ?? null };
}
