import { sql } from 'drizzle-orm';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { McpAudience } from '#lib/contracts/mcp-servers.ts';
import { AppError } from '#lib/core/errors.ts';

/** Tables by the lists that name rows of them. */
const tables = {
  department_ids: 'department',
  team_ids: 'team',
  user_ids: 'user_account',
  role_ids: 'role',
  key_ids: 'virtual_key',
} as const satisfies Readonly<Record<keyof McpAudience, string>>;

const listNames = ['department_ids', 'team_ids', 'user_ids', 'role_ids', 'key_ids'] as const;

export const everybody: McpAudience = { department_ids: [], team_ids: [], user_ids: [], role_ids: [], key_ids: [] };

/** The columns of an audience. Throws `not_found` naming the first id that is none of the tenant's. */
export async function requireAudience({ tx, tenantId }: OperationContext, audience: McpAudience) {
  for (const name of listNames) {
    const ids = [...new Set(audience[name])];
    if (ids.length === 0) continue;
    const rows = await tx.execute<{ id: string }>(
      sql`select id from ${sql.identifier(tables[name])} where tenant_id = ${tenantId} and id = any(${sqlUuidArray(ids)})`,
    );
    const known = new Set([...rows].map((row) => row.id));
    const missing = audience[name].findIndex((id) => !known.has(id));
    if (missing !== -1)
      throw new AppError('not_found', { errors: [{ pointer: `/audience/${name}/${missing}`, detail: 'There is nothing with this id' }] });
  }
  const { department_ids: departmentIds, team_ids: teamIds, user_ids: userIds, role_ids: roleIds, key_ids: keyIds } = audience;
  return { departmentIds, teamIds, userIds, roleIds, keyIds };
}
