'use server';
import type { z } from 'zod';
import type { tenantUpdate } from '#lib/contracts/tenant.ts';
import type { meChangePassword, meUpdate } from '#lib/contracts/users.ts';
import { type PerformOptions, perform } from '#lib/http/page-invocation.ts';
import { changeMyPassword, revokeAllSessions, revokeSession, updateMe } from '#lib/identity/index.ts';
import { updateTenant } from '#lib/organization/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function updateTenantAction(input: z.input<(typeof tenantUpdate)['input']>, options: PerformOptions) {
  return perform(updateTenant, input, options);
}

export async function updateMeAction(input: z.input<(typeof meUpdate)['input']>, options: PerformOptions) {
  return perform(updateMe, input, options);
}

export async function changePasswordAction(input: z.input<(typeof meChangePassword)['input']>, options: PerformOptions) {
  return perform(changeMyPassword, input, options);
}

export async function revokeSessionAction(sessionId: string) {
  return perform(revokeSession, { session_id: sessionId });
}

export async function revokeOtherSessionsAction() {
  return perform(revokeAllSessions, {});
}
