import { AppError } from '#lib/core/errors.ts';
import { finishSignIn, type SecondStepFailure } from '#lib/identity/finish-sign-in.ts';
import type { SignInFacts } from '#lib/identity/identity-runtime.ts';
import type { SignedIn } from '#lib/identity/open-session.ts';
import { signIn } from '#lib/identity/sign-in.ts';
import { signInByPasskey } from '#lib/identity/sign-in-by-passkey.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Thrown where the second step of a sign-in failed. */
export class SecondStepError extends AppError {
  readonly reason: SecondStepFailure;

  constructor(reason: SecondStepFailure) {
    super('invalid_credentials');
    this.reason = reason;
  }
}

/**
 * One step of a sign-in, by the fields that came: a passkey alone, the second step, or e-mail and password. Answers a session,
 * or null for proofs that are not right.
 */
export async function takeStep(
  runtime: Runtime,
  field: (name: 'email' | 'password' | 'tenant' | 'pending' | 'method' | 'code' | 'passkey') => string,
  facts: SignInFacts,
): Promise<SignedIn | null> {
  const passkey = field('passkey');
  if (passkey !== '') return signInByPasskey(runtime, passkey, facts);
  const pending = field('pending');
  if (pending === '') return signIn(runtime, { email: field('email'), password: field('password'), tenantSlug: field('tenant') }, facts);
  const finished = await finishSignIn(runtime, { pending, method: field('method'), code: field('code') }, facts);
  if (typeof finished === 'string') throw new SecondStepError(finished);
  return finished;
}
