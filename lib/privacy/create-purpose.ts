import { consentPurpose } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { ConsentPurpose, consentPurposeCreate } from '#lib/contracts/consents.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readPurpose } from './purpose-rows.ts';

/** Two purposes of one name could not be told apart by those who are asked. */
export const sameName = { pointer: '/name', detail: 'There is a purpose with this name already' };

export const createConsentPurpose = defineCommand(consentPurposeCreate, async (ctx, { name, description, basis, effect }) => {
  const { tx, tenantId, now } = ctx;
  const id = newUuid(now.getTime());
  const row = { tenantId, id, name, description, basis, effect, createdAt: now };
  await refuseDuplicate('consent_purpose_name', sameName, tx.insert(consentPurpose).values(row).execute());
  const purpose = await readPurpose(ctx, id);
  return { result: purpose, changes: [changeOf('consent_purpose', 'consentPurpose', ConsentPurpose, null, purpose)] };
});
