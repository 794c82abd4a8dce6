import { and, eq } from 'drizzle-orm';
import { mcpServer } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import { McpServer, mcpServerTest } from '#lib/contracts/mcp-servers.ts';
import { AppError } from '#lib/core/errors.ts';
import { type ProbeResult, probeServer } from './probe-server.ts';
import type { ServerProbe } from './server-conversation.ts';
import { readServer } from './server-rows.ts';

async function prepare({ tx, tenantId, runtime }: OperationContext, input: { mcp_server_id: string }) {
  const [row] = await tx
    .select()
    .from(mcpServer)
    .where(and(eq(mcpServer.tenantId, tenantId), eq(mcpServer.id, input.mcp_server_id)));
  if (row === undefined) throw new AppError('not_found');
  if (row.archivedAt !== null) throw new AppError('conflict', { detail: `${row.name} is archived.` });
  const { id: connectionId, credential: sealed, encryptionKeyId, url, auth, authSettings: settings } = row;
  const credential =
    sealed === null || encryptionKeyId === null
      ? null
      : openWith(runtime.masterKeys, tenantId, await readWrappedKeys(tx, tenantId), { connectionId, credential: sealed, encryptionKeyId });
  const probe: ServerProbe = { url, auth, settings, credential };
  return { probe, outbound: runtime.outbound };
}

async function record(ctx: OperationContext, input: { mcp_server_id: string }, { tools, ...testResult }: ProbeResult) {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, mcpServer, tenantId, input.mcp_server_id);
  const before = await readServer(ctx, input.mcp_server_id);
  await tx
    .update(mcpServer)
    // A test is no change of the server: whoever edits it meanwhile is not disturbed.
    .set({ testedAt: now, testResult, ...(tools === null ? {} : { tools: [...tools] }) })
    .where(and(eq(mcpServer.tenantId, tenantId), eq(mcpServer.id, before.id)));
  const after = await readServer(ctx, before.id);
  return { result: after, changes: [changeOf('mcp_server', 'mcpServer', McpServer, before, after)] as const };
}

export const testServer = defineAction(mcpServerTest, {
  prepare,
  effect: ({ outbound, probe }) => probeServer(outbound, probe),
  record,
});
