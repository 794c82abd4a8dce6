import { defineCommand } from '#lib/command/define-command.ts';
import { guardrailArchive } from '#lib/contracts/guardrails.ts';
import { changeGuardrail, lockGuardrail } from './change-guardrail.ts';

/** Takes a guardrail out of force for good; its versions stay, its secret does not. */
export const archiveGuardrail = defineCommand(guardrailArchive, async (ctx, input) => {
  const before = await lockGuardrail(ctx, input.guardrail_id);
  const noSecret = { credential: null, encryptionKeyId: null, credentialHint: null, credentialRotatedAt: null };
  return changeGuardrail(ctx, before, { archivedAt: ctx.now, activeVersion: null, shadowVersion: null, draft: null, ...noSecret });
});
