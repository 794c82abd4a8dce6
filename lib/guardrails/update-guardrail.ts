import { defineCommand } from '#lib/command/define-command.ts';
import { isSameOrigin } from '#lib/connections/require-address.ts';
import { sealFor } from '#lib/connections/seal-for.ts';
import type { GuardrailDefinition } from '#lib/contracts/guardrail-definition.ts';
import { type Guardrail, guardrailUpdate } from '#lib/contracts/guardrails.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeGuardrail, lockGuardrail, requireSound } from './change-guardrail.ts';

const urlOf = (definition: GuardrailDefinition | null): string | null =>
  definition?.check.type === 'webhook' ? definition.check.url : null;

/** Whoever may change addresses could else have requests signed with the stored secret sent to a server of their own. */
function requireSecretAgain(before: Guardrail, draft: GuardrailDefinition): void {
  const [url, former] = [urlOf(draft), urlOf(before.draft) ?? urlOf(before.definition)];
  if (!before.has_secret || url === null || former === null || isSameOrigin(url, former)) return;
  throw new AppError('validation_failed', {
    errors: [{ pointer: '/secret', detail: 'Another address needs the secret again: the stored one is never used elsewhere' }],
  });
}

/** The draft is saved, or dropped where something is published; the rest holds at once. */
export const updateGuardrail = defineCommand(guardrailUpdate, async (ctx, { guardrail_id: id, name, description, draft, secret }) => {
  const before = await lockGuardrail(ctx, id);
  if (draft === null && before.latest_version === null)
    throw new AppError('conflict', {
      detail: 'Nothing of this guardrail is published yet: it cannot be without a draft. Archive it instead.',
    });
  if (draft !== undefined && draft !== null) {
    requireSound(ctx, draft, '/draft');
    if (secret === undefined) requireSecretAgain(before, draft);
  }
  const columns = {
    ...(name === undefined || name === before.name ? {} : { name }),
    ...(description === undefined || description === before.description ? {} : { description }),
    ...(draft === undefined ? {} : { draft }),
    ...(secret === undefined ? {} : await sealFor(ctx, before.id, { credential: secret, hint: '' })),
  };
  return Object.keys(columns).length === 0 ? { result: before, changes: null } : changeGuardrail(ctx, before, columns);
});
