import type { SecondFactorQuestion } from '#lib/contracts/sign-in.ts';
import { AppError } from '#lib/core/errors.ts';

/** Thrown by `signIn` when the password was right and a second factor is awaited. */
export class SecondFactorError extends AppError {
  readonly question: SecondFactorQuestion;

  constructor(question: SecondFactorQuestion) {
    super('second_factor_required');
    this.question = question;
  }
}
