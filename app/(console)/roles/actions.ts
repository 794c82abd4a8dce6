'use server';
import { archiveRole, createRole, grantRole, restoreRole, revokeRole, updateRole } from '#lib/access/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createRoleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createRole, values, options);
}

/** What the form leaves empty is taken away: no parent, no permissions. */
export async function updateRoleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateRole, { description: '', parent_id: null, permissions: [], ...values }, options);
}

export async function archiveRoleAction(roleId: string) {
  return perform(archiveRole, { role_id: roleId });
}

export async function restoreRoleAction(roleId: string) {
  return perform(restoreRole, { role_id: roleId });
}

export async function grantRoleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(grantRole, values, options);
}

export async function revokeRoleAction(assignmentId: string) {
  return perform(revokeRole, { assignment_id: assignmentId });
}
