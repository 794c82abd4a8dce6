'use server';
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  grantGroupRole,
  removeGroupMember,
  revokeGroupRole,
  updateGroup,
} from '#lib/groups/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createGroupAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createGroup, values, options);
}

/** What the form leaves empty is taken away. */
export async function updateGroupAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateGroup, { description: '', cost_center_id: null, ...values }, options);
}

export async function deleteGroupAction(groupId: string) {
  return perform(deleteGroup, { group_id: groupId });
}

export async function addGroupMemberAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(addGroupMember, values, options);
}

export async function removeGroupMemberAction(groupId: string, userId: string) {
  return perform(removeGroupMember, { group_id: groupId, user_id: userId });
}

export async function grantGroupRoleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(grantGroupRole, values, options);
}

export async function revokeGroupRoleAction(groupId: string, groupRoleId: string) {
  return perform(revokeGroupRole, { group_id: groupId, group_role_id: groupRoleId });
}
