import { defineCommand } from '#lib/command/define-command.ts';
import { consentRecordCreate } from '#lib/contracts/consents.ts';
import { noteConsent } from './note-consent.ts';

export const recordConsent = defineCommand(consentRecordCreate, async (ctx, input) => {
  const { user_id: userId, purpose_id: purposeId, state, text_version: textVersion, evidence } = input;
  const { consent, changes, events } = await noteConsent(ctx, { userId, purposeId, state, textVersion, evidence });
  return { result: consent, changes, events };
});
