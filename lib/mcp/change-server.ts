import { and, eq } from 'drizzle-orm';
import { mcpServer } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { McpServer } from '#lib/contracts/mcp-servers.ts';
import { AppError } from '#lib/core/errors.ts';
import { readServer } from './server-rows.ts';

export const slugTaken = { pointer: '/slug', detail: 'Another tool server has this name in its address' };

type ServerColumns = Partial<Omit<typeof mcpServer.$inferInsert, 'tenantId' | 'id' | 'version' | 'updatedAt'>>;

/** Locks a server and reads it as it is before the change; checks If-Match and refuses archived ones. */
export async function lockServer(ctx: OperationContext, id: string): Promise<McpServer> {
  await lockRow(ctx.tx, mcpServer, ctx.tenantId, id);
  const before = await readServer(ctx, id);
  ctx.expectVersion(before.version);
  if (before.status === 'archived') throw new AppError('conflict', { detail: `${before.name} is archived. Register another tool server.` });
  return before;
}

/** Writes the columns of a locked server, as one more version. */
export async function changeServer(ctx: OperationContext, before: McpServer, columns: ServerColumns): Promise<Outcome<McpServer>> {
  const written = ctx.tx
    .update(mcpServer)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(mcpServer.tenantId, ctx.tenantId), eq(mcpServer.id, before.id)));
  await refuseDuplicate('mcp_server_slug', slugTaken, written);
  const after = await readServer(ctx, before.id);
  return { result: after, changes: [changeOf('mcp_server', 'mcpServer', McpServer, before, after)] };
}
