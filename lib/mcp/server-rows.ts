import { and, eq, type SQL, sql } from 'drizzle-orm';
import { mcpServer } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { McpServer } from '#lib/contracts/mcp-servers.ts';
import { AppError } from '#lib/core/errors.ts';
import { nameRules, permits } from './name-rules.ts';

/** A row as callers see it: an allow-list of columns without the credential. */
function toResource(row: typeof mcpServer.$inferSelect): McpServer {
  const rules = nameRules(row.allowedTools, row.deniedTools);
  return {
    ...{ id: row.id, slug: row.slug, name: row.name, url: row.url, path: `/api/v1/mcp/${row.slug}` },
    ...{ auth: row.auth, auth_settings: row.authSettings, has_credential: row.credential !== null, last_four: row.credentialHint },
    rotated_at: row.credentialRotatedAt,
    ...{ allowed_tools: row.allowedTools, denied_tools: row.deniedTools },
    ...{ allowed_resources: row.allowedResources, denied_resources: row.deniedResources },
    ...{ allowed_prompts: row.allowedPrompts, denied_prompts: row.deniedPrompts },
    audience: {
      ...{ department_ids: row.departmentIds, team_ids: row.teamIds, user_ids: row.userIds },
      ...{ role_ids: row.roleIds, key_ids: row.keyIds },
    },
    status: row.archivedAt === null ? row.status : 'archived',
    ...{ timeout_seconds: row.timeoutSeconds, price_per_call_usd: row.pricePerCallNanoUsd },
    tools: row.tools.map(({ name, title, description }) => ({ name, title, description, is_allowed: permits(rules, name) })),
    ...{ tested_at: row.testedAt, test_result: row.testResult },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  };
}

export async function readServers(
  { tx, tenantId }: OperationContext,
  { where, orderBy, limit }: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<McpServer[]> {
  const rows = await tx
    .select()
    .from(mcpServer)
    .where(and(eq(mcpServer.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(toResource);
}

export async function readServer(ctx: OperationContext, id: string): Promise<McpServer> {
  const [found] = await readServers(ctx, { where: eq(mcpServer.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
