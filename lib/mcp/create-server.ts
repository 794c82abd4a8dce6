import { and, count, eq, isNull } from 'drizzle-orm';
import { mcpServer } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { sealFor } from '#lib/connections/seal-for.ts';
import { McpServer, mcpServerCreate, mcpServersMax } from '#lib/contracts/mcp-servers.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { slugTaken } from './change-server.ts';
import { everybody, requireAudience } from './require-audience.ts';
import { requireAuthSettings, requireSecret } from './require-auth.ts';
import { readServer } from './server-rows.ts';

async function requireRoomForServer({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ servers: count() })
    .from(mcpServer)
    .where(and(eq(mcpServer.tenantId, tenantId), isNull(mcpServer.archivedAt)));
  if ((row?.servers ?? 0) >= mcpServersMax)
    throw new AppError('limit_reached', { detail: `The organization has ${mcpServersMax} tool servers, which is the most.` });
}

export const createServer = defineCommand(mcpServerCreate, async (ctx, input) => {
  const { tx, tenantId, now, runtime } = ctx;
  const { slug, name, url, auth } = input;
  checkOutboundUrl(runtime.outbound.policy, url);
  const authSettings = requireAuthSettings(ctx, auth, input.auth_settings);
  const secret = requireSecret(auth, input.credential);
  const audience = await requireAudience(ctx, input.audience ?? everybody);
  await requireRoomForServer(ctx);
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, slug, name, url, auth, authSettings, ...audience },
    ...{ allowedTools: input.allowed_tools, deniedTools: input.denied_tools },
    ...{ allowedResources: input.allowed_resources, deniedResources: input.denied_resources },
    ...{ allowedPrompts: input.allowed_prompts, deniedPrompts: input.denied_prompts },
    ...{ timeoutSeconds: input.timeout_seconds, pricePerCallNanoUsd: input.price_per_call_usd ?? null },
    ...(secret === undefined ? {} : await sealFor(ctx, id, secret)),
    ...{ createdAt: now, updatedAt: now },
  };
  await refuseDuplicate('mcp_server_slug', slugTaken, tx.insert(mcpServer).values(row));
  const after = await readServer(ctx, id);
  return { result: after, changes: [changeOf('mcp_server', 'mcpServer', McpServer, null, after)] };
});
