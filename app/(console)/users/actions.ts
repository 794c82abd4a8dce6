'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { createUser, deactivateUser, reactivateUser, resetFactors, resetPassword } from '#lib/identity/index.ts';
import { createInvitation, resendInvitation, revokeInvitation } from '#lib/invitations/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createUserAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createUser, values, options);
}

export async function deactivateUserAction(userId: string) {
  return perform(deactivateUser, { user_id: userId });
}

export async function reactivateUserAction(userId: string) {
  return perform(reactivateUser, { user_id: userId });
}

export async function resetPasswordAction(userId: string) {
  return perform(resetPassword, { user_id: userId });
}

export async function resetFactorsAction(userId: string) {
  return perform(resetFactors, { user_id: userId });
}

export async function createInvitationAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createInvitation, values, options);
}

export async function resendInvitationAction(invitationId: string) {
  return perform(resendInvitation, { invitation_id: invitationId });
}

export async function revokeInvitationAction(invitationId: string) {
  return perform(revokeInvitation, { invitation_id: invitationId });
}
