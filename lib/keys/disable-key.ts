import { defineCommand } from '#lib/command/define-command.ts';
import { keyDisable } from '#lib/contracts/keys.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { changeKey, lockKey } from './change-key.ts';

export const disableKey = defineCommand(keyDisable, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  const outcome = await changeKey(ctx, before, before.status === 'disabled' ? {} : { status: 'disabled' });
  if (outcome.changes === null) return outcome;
  return { ...outcome, events: [{ name: 'key.disabled', payload: { key_id: toPublicId('key', before.id) } }] };
});
