'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  archivePolicy,
  createPolicy,
  publishPolicy,
  replayPolicy,
  rollbackPolicy,
  setPolicySettings,
  testPolicy,
  updatePolicy,
} from '#lib/policies/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createPolicyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createPolicy, values, options);
}

/** What the form edits beside the draft. */
export async function updatePolicyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updatePolicy, values, options);
}

/** `draft` is checked by the operation's own schema; null drops it. */
export async function savePolicyDraftAction(policyId: string, draft: unknown, version: number) {
  return submit(updatePolicy, { policy_id: policyId, draft }, { ifMatch: version });
}

export async function publishPolicyAction(policyId: string, mode: 'shadow' | 'active', version: number) {
  return perform(publishPolicy, { policy_id: policyId, mode }, { ifMatch: version });
}

export async function rollbackPolicyAction(policyId: string, number: number) {
  return perform(rollbackPolicy, { policy_id: policyId, number });
}

export async function archivePolicyAction(policyId: string) {
  return perform(archivePolicy, { policy_id: policyId });
}

/** `definition` and `sample` are checked by the operation. */
export async function testPolicyAction(values: Record<string, unknown>) {
  return submit(testPolicy, values);
}

/** `definition` is checked by the operation. */
export async function replayPolicyAction(values: Record<string, unknown>) {
  return submit(replayPolicy, values);
}

export async function setSecondPersonAction(isNeeded: boolean) {
  return perform(setPolicySettings, { needs_second_person: isNeeded });
}
