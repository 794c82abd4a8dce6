import { and, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { ApprovalLevel, ApprovalPolicy } from '#db/schema/approvals.ts';
import { approvalDelegation, userAccount } from '#db/schema/index.ts';
import { type Placement, sqlUuidArray, tenantPlacement } from '#lib/command/access.ts';
import { heldRoles } from '#lib/command/held-roles.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { DeskContext } from './desk-context.ts';

/** People asked at one level, at most. */
const approversMax = 20;

/** Who is asked above the last level of a rule. */
const lastResort: ApprovalLevel = { role: 'tenant_admin', user_ids: [], up_to_nano_usd: null };

/** Where an approval sits, by the team or department that it names. */
export async function placeOf(
  { tx, tenantId }: DeskContext,
  { teamId, departmentId }: { readonly teamId: string | null; readonly departmentId: string | null },
): Promise<Placement> {
  const kind = teamId === null ? 'department' : 'team';
  const id = teamId ?? departmentId;
  return (id === null ? undefined : await placementOf(tx, tenantId, kind, id)) ?? tenantPlacement;
}

/** Active people who hold the role on the place or around it; leads of the team count as holders of `team_lead`. */
async function holdersOf({ tx, tenantId, now }: DeskContext, role: string, place: Placement): Promise<readonly string[]> {
  const [teams, departments] = [sqlUuidArray(place.teamIds), sqlUuidArray(place.departmentIds)];
  const rows = await tx.execute<{ user_id: string }>(sql`
    with holders as (
      select m.user_id from membership m
      where ${role} = 'team_lead' and m.tenant_id = ${tenantId} and m.team_role = 'lead' and m.team_id = any(${teams})
      union
      select a.user_id from ${heldRoles(tenantId, now)} a join role r on r.tenant_id = ${tenantId} and r.id = a.role_id and r.name = ${role}
      where (a.scope_kind = 'tenant' or a.scope_kind = 'team' and a.scope_id = any(${teams})
        or a.scope_kind = 'department' and a.scope_id = any(${departments}))
    )
    select h.user_id from holders h join user_account u on u.tenant_id = ${tenantId} and u.id = h.user_id and u.status = 'active' and u.kind = 'person'
    order by h.user_id limit ${approversMax}`);
  return [...rows].map((row) => row.user_id);
}

async function activeOf({ tx, tenantId }: DeskContext, userIds: readonly string[]): Promise<readonly string[]> {
  if (userIds.length === 0) return [];
  const rows = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(
      and(
        eq(userAccount.tenantId, tenantId),
        inArray(userAccount.id, [...userIds]),
        eq(userAccount.status, 'active'),
        eq(userAccount.kind, 'person'),
      ),
    );
  return rows.map(({ id }) => id);
}

/** What an approval's levels say, from 1; above the last one administrators of the tenant are asked. */
export const levelAt = ({ levels }: ApprovalPolicy, level: number): ApprovalLevel => levels[level - 1] ?? lastResort;

/** Whom a level asks now; without whoever asked for it, where four eyes are wanted. */
export async function resolveApprovers(
  desk: DeskContext,
  policy: ApprovalPolicy,
  level: number,
  place: Placement,
  requesterId: string | null,
): Promise<readonly string[]> {
  const { role, user_ids: named } = levelAt(policy, level);
  const holders = role === null ? [] : await holdersOf(desk, role, place);
  const people = [...new Set([...(await activeOf(desk, named)), ...holders])];
  return policy.four_eyes ? people.filter((id) => id !== requesterId) : people;
}

/** People whose decisions somebody may take now, by delegation. */
export async function delegatorsOf({ tx, tenantId, now }: DeskContext, userId: string): Promise<readonly string[]> {
  const rows = await tx
    .select({ fromId: approvalDelegation.fromId })
    .from(approvalDelegation)
    .where(
      and(
        eq(approvalDelegation.tenantId, tenantId),
        eq(approvalDelegation.toId, userId),
        isNull(approvalDelegation.revokedAt),
        lte(approvalDelegation.startsAt, now),
        gt(approvalDelegation.endsAt, now),
      ),
    );
  return rows.map(({ fromId }) => fromId);
}

/** People who decide now in place of some others. */
export async function delegatesOf({ tx, tenantId, now }: DeskContext, userIds: readonly string[]): Promise<readonly string[]> {
  if (userIds.length === 0) return [];
  const rows = await tx
    .select({ toId: approvalDelegation.toId })
    .from(approvalDelegation)
    .where(
      and(
        eq(approvalDelegation.tenantId, tenantId),
        inArray(approvalDelegation.fromId, [...userIds]),
        isNull(approvalDelegation.revokedAt),
        lte(approvalDelegation.startsAt, now),
        gt(approvalDelegation.endsAt, now),
      ),
    );
  return rows.map(({ toId }) => toId);
}
