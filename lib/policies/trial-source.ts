import type { OperationContext } from '#lib/command/context.ts';
import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import type { PolicyScope } from '#lib/contracts/policy-resource.ts';
import { newUuid } from '#lib/core/ids.ts';
import { type CompiledPolicy, compilePolicy } from './engine/compiled-policy.ts';
import { type Decision, decide } from './engine/decide.ts';
import { requireScope } from './policy-scope.ts';
import { requireDefinition } from './require-definition.ts';

/** A definition as it would be in force, to be tried. Throws `validation_failed` for one that could not be published. */
export async function trialPolicy(ctx: OperationContext, definition: PolicyDefinition, scope: PolicyScope): Promise<CompiledPolicy> {
  await requireDefinition(ctx, definition, '/definition');
  const columns = await requireScope(ctx, scope);
  return compilePolicy({ policyId: newUuid(), name: 'This policy', version: 1, mode: 'active', ...columns, definition });
}

/** What becomes of a call that a policy is about. */
export const outcomeOf = (policy: CompiledPolicy): Decision['outcome'] => decide([{ policy, fault: policy.fault }]).outcome;
