'use server';
import { revalidatePath } from 'next/cache';
import {
  approveApproval,
  archiveRule,
  cancelApproval,
  collectKey,
  createDelegation,
  createRule,
  decideByLink,
  delegateApproval,
  rejectApproval,
  requestApproval,
  revokeDelegation,
  updateRule,
} from '#lib/approvals/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function requestApprovalAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(requestApproval, values, options);
}

export async function approveAction(values: Record<string, unknown>, options: PerformOptions = {}) {
  const done = await submit(approveApproval, values, options);
  revalidatePath('/approvals');
  return done;
}

export async function rejectAction(values: Record<string, unknown>, options: PerformOptions = {}) {
  const done = await submit(rejectApproval, values, options);
  revalidatePath('/approvals');
  return done;
}

export async function delegateAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(delegateApproval, values, options);
  revalidatePath('/approvals');
  return done;
}

export async function cancelAction(approvalId: string) {
  const done = await perform(cancelApproval, { approval_id: approvalId });
  revalidatePath('/approvals');
  return done;
}

export async function collectAction(approvalId: string, options: PerformOptions) {
  return perform(collectKey, { approval_id: approvalId }, options);
}

/** Decides several, one after the other; what could not be decided is told with its reason. */
export async function decideManyAction(ids: readonly string[], decision: 'approve' | 'reject', comment: string) {
  const failed: string[] = [];
  for (const id of ids) {
    const values = { approval_id: id, comment };
    const { problem } = decision === 'approve' ? await submit(approveApproval, values) : await submit(rejectApproval, values);
    if (problem !== undefined) failed.push(`${id}: ${problem.detail}`);
  }
  revalidatePath('/approvals');
  return { decided: ids.length - failed.length, failed };
}

export async function decideByLinkAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(decideByLink, values, options);
}

export async function createRuleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createRule, values, options);
}

export async function switchRuleAction(ruleId: string, enabled: boolean) {
  const done = await perform(updateRule, { rule_id: ruleId, enabled });
  revalidatePath('/approvals/rules');
  return done;
}

export async function archiveRuleAction(ruleId: string) {
  const done = await perform(archiveRule, { rule_id: ruleId });
  revalidatePath('/approvals/rules');
  return done;
}

export async function createDelegationAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(createDelegation, values, options);
  revalidatePath('/approvals/delegations');
  return done;
}

export async function revokeDelegationAction(delegationId: string) {
  const done = await perform(revokeDelegation, { delegation_id: delegationId });
  revalidatePath('/approvals/delegations');
  return done;
}
