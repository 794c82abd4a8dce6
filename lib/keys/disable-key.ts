import { defineCommand } from '#lib/command/define-command.ts';
import { keyDisable } from '#lib/contracts/keys.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { changeKey, lockKey } from './change-key.ts';

export const disableKey = defineCommand(keyDisable, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  if (before.status === 'disabled') return { result: before, changes: null };
  // What somebody else has disabled is not for its owner to enable again.
  const isOwn = before.user_id === ctx.caller.userId;
  const outcome = await changeKey(ctx, before, {
    ...{ status: 'disabled', disabledFor: isOwn ? 'owner' : 'administrator', disabledBy: ctx.caller.userId, disabledAt: ctx.now },
  });
  if (outcome.changes === null) return outcome;
  return { ...outcome, events: [{ name: 'key.disabled', payload: { key_id: toPublicId('key', before.id) } }] };
});
