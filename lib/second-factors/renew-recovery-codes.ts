import { defineCommand } from '#lib/command/define-command.ts';
import { recoveryCodesRenew } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { countRecoveryCodes, ownerOf } from './factor-rows.ts';
import { hasFactor, heldFactors } from './held-factors.ts';
import { issueRecoveryCodes } from './issue-recovery-codes.ts';

export const renewRecoveryCodes = defineCommand(recoveryCodesRenew, async (ctx) => {
  const owner = ownerOf(ctx);
  if (!hasFactor(await heldFactors(ctx.tx, owner)))
    throw new AppError('conflict', { detail: 'Recovery codes stand in for a second factor. Add one first.' });
  const before = { recovery_codes_left: await countRecoveryCodes(ctx.tx, owner) };
  const codes = await issueRecoveryCodes(ctx);
  const change = { resource: 'user', id: toPublicId('user', owner.userId), before, after: { recovery_codes_left: codes.length } };
  return { result: { recovery_code_secrets: [...codes] }, changes: [change] };
});
