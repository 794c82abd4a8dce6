import { AppError } from '#lib/core/errors.ts';

/** An organization somebody can sign in to. */
export interface Choice {
  readonly slug: string;
  readonly name: string;
}

/** Thrown by `signIn` when the password fits accounts in several organizations: only who knows it learns of them. */
export class OrganizationChoiceError extends AppError {
  readonly choices: readonly Choice[];

  constructor(choices: readonly Choice[]) {
    super('organization_choice');
    this.choices = choices;
  }
}
