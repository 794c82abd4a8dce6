import { and, asc, eq, isNull } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import type { Placement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';

/**
 * Why a department or team cannot go for what it owns; empty where it can. A connection of an archived owner would serve nobody
 * but whom it is lent to, with nobody to answer for it. Names are told to those who may see connections there.
 */
export async function whyConnectionsStay(
  { tx, tenantId, access }: Pick<OperationContext, 'tx' | 'tenantId' | 'access'>,
  place: { readonly kind: 'department' | 'team'; readonly id: string },
  placement: Placement,
): Promise<readonly string[]> {
  const owner = place.kind === 'team' ? connection.ownerTeamId : connection.ownerDepartmentId;
  const owned = await tx
    .select({ name: connection.name })
    .from(connection)
    .where(
      and(...[eq(connection.tenantId, tenantId), eq(owner, place.id)], ...[eq(connection.status, 'active'), isNull(connection.archivedAt)]),
    )
    .orderBy(asc(connection.name));
  if (owned.length === 0) return [];
  const names = access.allows('connections.read', placement) ? `: ${owned.map(({ name }) => name).join(', ')}` : '';
  const what = owned.length === 1 ? 'an active connection' : `${owned.length} active connections`;
  return [`It owns ${what}${names}. Give ${owned.length === 1 ? 'it' : 'them'} to another part of the organization first, or switch off.`];
}
