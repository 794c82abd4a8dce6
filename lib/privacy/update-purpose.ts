import { and, eq } from 'drizzle-orm';
import { consentPurpose } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { ConsentPurpose, consentPurposeUpdate } from '#lib/contracts/consents.ts';
import { sameName } from './create-purpose.ts';
import { readPurpose } from './purpose-rows.ts';

export const updateConsentPurpose = defineCommand(consentPurposeUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const { purpose_id: id, name, description, archived } = input;
  await lockRow(tx, consentPurpose, tenantId, id);
  const before = await readPurpose(ctx, id);
  ctx.expectVersion(before.version);
  const isNewText = description !== undefined && description !== before.description;
  const update = tx
    .update(consentPurpose)
    .set({
      ...(name === undefined ? {} : { name }),
      ...(isNewText ? { description, textVersion: before.text_version + 1 } : {}),
      ...(archived === undefined ? {} : { archivedAt: archived ? (before.archived_at ?? now) : null }),
      ...{ updatedAt: now, version: before.version + 1 },
    })
    .where(and(eq(consentPurpose.tenantId, tenantId), eq(consentPurpose.id, id)));
  await refuseDuplicate('consent_purpose_name', sameName, update.execute());
  const after = await readPurpose(ctx, id);
  return { result: after, changes: [changeOf('consent_purpose', 'consentPurpose', ConsentPurpose, before, after)] };
});
