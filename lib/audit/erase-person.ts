import { and, eq } from 'drizzle-orm';
import { auditErasure, userAccount } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { auditErase } from '#lib/contracts/audit-settings.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';

/** Asks that a person leaves the trail; the sequencer does it when it seals the entry of this request, within about a second. */
export const eraseFromAudit = defineCommand(auditErase, async ({ tx, tenantId }, { user_id }) => {
  const [person] = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, user_id)));
  if (person === undefined) throw new AppError('not_found');
  await tx.insert(auditErasure).values({ tenantId, id: newUuid(), subjectId: user_id });
  const change = { resource: 'user', id: toPublicId('user', user_id), before: null, after: { erased_from: 'audit' } };
  return { result: { user_id }, changes: [change] };
});
