import { encodeSignInFailure, type SignInFailure } from '#lib/contracts/sign-in.ts';
import { toAppError } from '#lib/core/errors.ts';
import { OrganizationChoiceError } from '#lib/identity/organization-choice.ts';
import { SecondFactorError } from '#lib/identity/second-factor-error.ts';
import type { Runtime } from '#lib/runtime.ts';
import { SecondStepError } from './sign-in-steps.ts';

function failureOf(runtime: Runtime, thrown: unknown, requestId: string): SignInFailure {
  if (thrown instanceof OrganizationChoiceError) return { code: 'organization_choice', choices: thrown.choices };
  if (thrown instanceof SecondFactorError) return { code: 'second_factor', question: thrown.question };
  if (thrown instanceof SecondStepError) return { code: thrown.reason === 'wrong' ? 'wrong_factor' : 'sign_in_over' };
  const error = toAppError(thrown);
  if (error.code === 'rate_limited') return { code: 'rate_limited', retryAfterSeconds: Number(error.headers['retry-after'] ?? 60) };
  if (error.code === 'single_sign_on_required') return { code: error.code };
  runtime.logger.error(
    { requestId, code: error.code, internal: error.internal, err: error.cause ?? error },
    'A sign-in could not be decided',
  );
  return { code: 'unavailable' };
}

/** next-auth shows the message of what `authorize` throws to the browser, so it gets one that says no more than it may. */
export const signInErrorOf = (runtime: Runtime, thrown: unknown, requestId: string): Error =>
  new Error(encodeSignInFailure(failureOf(runtime, thrown, requestId)));
