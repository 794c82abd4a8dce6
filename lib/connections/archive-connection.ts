import { defineCommand } from '#lib/command/define-command.ts';
import { connectionArchive } from '#lib/contracts/connections.ts';
import { changeConnection, lockConnection } from './change-connection.ts';

/** An archived connection only explains old calls; what could still be used is destroyed. */
export const archiveConnection = defineCommand(connectionArchive, async (ctx, input) => {
  const before = await lockConnection(ctx, input.connection_id);
  const noCredential = { credential: null, encryptionKeyId: null, credentialHint: null };
  return changeConnection(ctx, before, { status: 'disabled', archivedAt: ctx.now, ...noCredential });
});
