import { defineCommand } from '#lib/command/define-command.ts';
import { connectionDisable } from '#lib/contracts/connections.ts';
import { changeConnection, lockConnection } from './change-connection.ts';

export const disableConnection = defineCommand(connectionDisable, async (ctx, input) => {
  const before = await lockConnection(ctx, input.connection_id);
  return before.status === 'disabled' ? { result: before, changes: null } : changeConnection(ctx, before, { status: 'disabled' });
});
