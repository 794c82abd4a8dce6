'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { changeMyPassword, revokeAllSessions, revokeSession, updateMe, updateSecuritySettings } from '#lib/identity/index.ts';
import { updateTenant } from '#lib/organization/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function updateTenantAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateTenant, values, options);
}

export async function updateMeAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateMe, values, options);
}

export async function changePasswordAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(changeMyPassword, values, options);
}

export async function revokeSessionAction(sessionId: string) {
  return perform(revokeSession, { session_id: sessionId });
}

export async function revokeOtherSessionsAction() {
  return perform(revokeAllSessions, {});
}

export async function updateSecurityAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateSecuritySettings, values, options);
}
