import { defineCommand } from '#lib/command/define-command.ts';
import { connectionEnable } from '#lib/contracts/connections.ts';
import { changeConnection, lockConnection } from './change-connection.ts';

export const enableConnection = defineCommand(connectionEnable, async (ctx, input) => {
  const before = await lockConnection(ctx, input.connection_id);
  return before.status === 'active' ? { result: before, changes: null } : changeConnection(ctx, before, { status: 'active' });
});
