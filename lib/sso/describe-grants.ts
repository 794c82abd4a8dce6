import { and, eq, inArray } from 'drizzle-orm';
import { department, role, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { AppliedGrants } from './apply-grants.ts';
import type { WantedGrant } from './wanted-grants.ts';

/** Titles and names of what grants are about, by id. */
async function namesOf(tx: TenantTransaction, tenantId: string, grants: readonly WantedGrant[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(grants.flatMap(({ roleId, scopeId }) => [roleId ?? [], scopeId ?? []].flat()))];
  const names = new Map<string, string>();
  if (ids.length === 0) return names;
  const roles = await tx
    .select({ id: role.id, name: role.title })
    .from(role)
    .where(and(eq(role.tenantId, tenantId), inArray(role.id, ids)));
  for (const { id, name } of roles) names.set(id, name);
  for (const table of [department, team]) {
    const places = await tx
      .select({ id: table.id, name: table.name })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), inArray(table.id, ids)));
    for (const { id, name } of places) names.set(id, name);
  }
  return names;
}

/** What was given, taken and kept, a line each. */
export async function describeGrants(
  tx: TenantTransaction,
  tenantId: string,
  { given, taken, kept }: AppliedGrants,
): Promise<readonly string[]> {
  const names = await namesOf(tx, tenantId, [...given, ...taken, ...kept]);
  const wordsOf = ({ roleId, scopeId }: WantedGrant): string => {
    const place = scopeId === null ? 'the organization' : (names.get(scopeId) ?? 'a place that is gone');
    return roleId === null ? `member of ${place}` : `${names.get(roleId) ?? 'a role that is gone'} on ${place}`;
  };
  return [
    ...given.map((grant) => `Given: ${wordsOf(grant)}`),
    ...taken.map((grant) => `Taken: ${wordsOf(grant)}`),
    ...kept.map((grant) => `Kept, as the last administrator: ${wordsOf(grant)}`),
  ];
}
