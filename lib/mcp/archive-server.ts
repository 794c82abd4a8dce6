import { defineCommand } from '#lib/command/define-command.ts';
import { mcpServerArchive } from '#lib/contracts/mcp-servers.ts';
import { changeServer, lockServer } from './change-server.ts';

/** An archived server only explains old calls; what could still be used is destroyed. */
export const archiveServer = defineCommand(mcpServerArchive, async (ctx, input) => {
  const before = await lockServer(ctx, input.mcp_server_id);
  const noCredential = { credential: null, encryptionKeyId: null, credentialHint: null };
  return changeServer(ctx, before, { status: 'disabled', archivedAt: ctx.now, ...noCredential });
});
