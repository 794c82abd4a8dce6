import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { apiKeyForm, type ReadCredential } from '#lib/core/connection-form.ts';
import { AppError } from '#lib/core/errors.ts';

/** The credential as it is stored. Throws AppError('validation_failed') that says what is wrong with it and quotes nothing. */
export function requireCredential({ credentialForm = apiKeyForm }: ProviderFacts, text: string): ReadCredential {
  const read = credentialForm.read(text);
  if ('fault' in read)
    throw new AppError('validation_failed', {
      detail: 'The credential is not one of this provider.',
      errors: [{ pointer: '/credential', detail: read.fault }],
    });
  return read;
}
