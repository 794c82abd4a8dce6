import { and, eq } from 'drizzle-orm';
import { recoveryCode, secondFactor, securitySetting, userAccount } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { needsFactor } from '#lib/command/must-enrol.ts';
import { factorRemove, SecondFactor } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { factorRow, ownerOf, readFactor } from './factor-rows.ts';
import { hasFactor, heldFactors } from './held-factors.ts';

/** The last one stays where the organization asks for one. With the last one go the recovery codes. */
export const removeFactor = defineCommand(factorRemove, async (ctx, { factor_id: id }) => {
  const { tx, tenantId, access } = ctx;
  const owner = ownerOf(ctx);
  await lockRow(tx, userAccount, tenantId, owner.userId);
  const before = await readFactor(tx, owner, id);
  await tx.delete(secondFactor).where(factorRow(tenantId, id));
  if (!hasFactor(await heldFactors(tx, owner))) {
    const [rules = null] = await tx.select().from(securitySetting).where(eq(securitySetting.tenantId, tenantId));
    const roles = access.grants.map(({ roleName }) => roleName);
    if (before.confirmed_at !== null && needsFactor(rules, roles))
      throw new AppError('conflict', { detail: 'The organization asks for a second factor. Add another one first.' });
    await tx.delete(recoveryCode).where(and(eq(recoveryCode.tenantId, tenantId), eq(recoveryCode.userId, owner.userId)));
  }
  return { result: null, changes: [changeOf('second_factor', 'secondFactor', SecondFactor, before, null)] };
});
