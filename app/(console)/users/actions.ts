'use server';
import type { z } from 'zod';
import type { userCreate } from '#lib/contracts/users.ts';
import { type PerformOptions, perform } from '#lib/http/page-invocation.ts';
import { createUser, deactivateUser, reactivateUser, resetPassword } from '#lib/identity/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createUserAction(input: z.input<(typeof userCreate)['input']>, options: PerformOptions) {
  return perform(createUser, input, options);
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
