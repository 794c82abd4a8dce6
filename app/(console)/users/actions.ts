'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { createUser, deactivateUser, reactivateUser, resetPassword } from '#lib/identity/index.ts';

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
