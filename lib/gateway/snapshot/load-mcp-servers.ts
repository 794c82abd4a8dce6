import { and, eq, isNull, sql } from 'drizzle-orm';
import { mcpServer } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import { heldRoles } from '#lib/command/held-roles.ts';
import { openWith, type WrappedKey } from '#lib/connections/keyring.ts';
import { nameRules } from '#lib/mcp/name-rules.ts';
import type { McpAudience, McpServer } from '../mcp/mcp-server.ts';
import type { TenantLoader } from './load-tenant.ts';

type Row = typeof mcpServer.$inferSelect;

/** Whatever a list of ids stands for: itself and what lies below it. */
interface Member extends Record<string, unknown> {
  readonly kind: 'department' | 'team' | 'user';
  readonly of: string;
  readonly id: string;
}

/** What lies below the departments and teams that servers name, and who holds the roles: by the id that is named. */
async function membersOf(tx: TenantTransaction, tenantId: string, rows: readonly Row[]): Promise<readonly Member[]> {
  const named = (pick: (row: Row) => readonly string[]) => sqlUuidArray([...new Set(rows.flatMap(pick))]);
  const found = await tx.execute<Member>(sql`
    with recursive below_department as (
      select id as of, id from department where tenant_id = ${tenantId} and id = any(${named((row) => row.departmentIds)})
      union select b.of, d.id from below_department b join department d on d.tenant_id = ${tenantId} and d.parent_id = b.id
    ), below_team as (
      select id as of, id from team where tenant_id = ${tenantId} and id = any(${named((row) => row.teamIds)})
      union select b.of, t.id from below_team b join team t on t.tenant_id = ${tenantId} and t.parent_id = b.id
    )
    select 'department' as kind, of, id from below_department
    union all select 'team', of, id from below_team
    union all select distinct 'user', role_id, user_id from ${heldRoles(tenantId)} held where role_id = any(${named((row) => row.roleIds)})`);
  return [...found];
}

function audienceOf(row: Row, members: readonly Member[]): McpAudience | null {
  const { departmentIds, teamIds, userIds, roleIds, keyIds } = row;
  if ([departmentIds, teamIds, userIds, roleIds, keyIds].every((ids) => ids.length === 0)) return null;
  const within = (kind: Member['kind'], named: readonly string[]) =>
    members.filter((member) => member.kind === kind && named.includes(member.of)).map((member) => member.id);
  return {
    departmentIds: new Set(within('department', departmentIds)),
    teamIds: new Set(within('team', teamIds)),
    userIds: new Set([...userIds, ...within('user', roleIds)]),
    keyIds: new Set(keyIds),
  };
}

function serverOf(row: Row, credential: string | null, members: readonly Member[]): McpServer {
  const { id, slug, name, url, auth, authSettings } = row;
  const request = (row.pricePerCallNanoUsd ?? 0n) * 1000n;
  return {
    slug,
    connection: {
      ...{ connectionId: id, name, provider: 'mcp', baseUrl: url, credential, models: [] },
      // Tokens are made out for the one server they are meant for.
      settings: { ...authSettings, resource: url },
    },
    auth,
    tools: nameRules(row.allowedTools, row.deniedTools),
    resources: nameRules(row.allowedResources, row.deniedResources),
    prompts: nameRules(row.allowedPrompts, row.deniedPrompts),
    audience: audienceOf(row, members),
    timeoutMs: row.timeoutSeconds * 1000,
    price: {
      ...{ versionId: null, provider: 'mcp', model: slug, contextWindowTokens: null },
      tiers: [{ fromTokens: 0, picoUsdPerUnit: { request } }],
    },
    toolNames: new Set(row.tools.map((tool) => tool.name)),
  };
}

/** A tenant's active tool servers; null where it has none. One whose credential does not open is left out and logged. */
export async function loadMcpServers(
  tx: TenantTransaction,
  tenantId: string,
  keys: readonly WrappedKey[],
  { masterKeys, logger }: Pick<TenantLoader, 'masterKeys' | 'logger'>,
): Promise<ReadonlyMap<string, McpServer> | null> {
  const rows = await tx
    .select()
    .from(mcpServer)
    .where(and(eq(mcpServer.tenantId, tenantId), eq(mcpServer.status, 'active'), isNull(mcpServer.archivedAt)));
  if (rows.length === 0) return null;
  const members = rows.some((row) => row.departmentIds.length + row.teamIds.length + row.roleIds.length > 0)
    ? await membersOf(tx, tenantId, rows)
    : [];
  const servers = new Map<string, McpServer>();
  for (const row of rows) {
    const { id: connectionId, credential, encryptionKeyId } = row;
    try {
      const opened =
        credential === null || encryptionKeyId === null
          ? null
          : openWith(masterKeys, tenantId, keys, { connectionId, credential, encryptionKeyId });
      servers.set(row.slug, serverOf(row, opened, members));
    } catch (err) {
      logger.error({ err, tenantId, mcpServerId: connectionId }, 'A tool server is out of service because its credential does not open');
    }
  }
  return servers;
}
