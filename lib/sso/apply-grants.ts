import { and, eq, inArray, isNull } from 'drizzle-orm';
import { membership, role, roleAssignment, ssoGrant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { isAdministration, requireOtherAdministrator } from '#lib/access/index.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { archivedConnections } from './connection-rows.ts';
import { grantKey, type WantedGrant } from './wanted-grants.ts';

export interface GrantOwner {
  readonly tenantId: string;
  readonly userId: string;
  readonly connectionId: string;
}

/** What was changed; the audit trail and the sync log tell it. */
export interface AppliedGrants {
  readonly given: readonly WantedGrant[];
  readonly taken: readonly WantedGrant[];
  /** Not taken although nobody wants it any more: the organization would be without an administrator. */
  readonly kept: readonly WantedGrant[];
}

const scopeIs = (grant: WantedGrant) =>
  grant.scopeId === null ? isNull(roleAssignment.scopeId) : eq(roleAssignment.scopeId, grant.scopeId);

/** Gives it where it is not there yet; false where it was there, by hand or from before. */
async function give(tx: TenantTransaction, { tenantId, userId }: GrantOwner, grant: WantedGrant, now: Date): Promise<boolean> {
  const { roleId, scopeKind, scopeId } = grant;
  const id = newUuid(now.getTime());
  if (roleId === null) {
    if (scopeId === null) return false;
    const made = await tx
      .insert(membership)
      .values({ tenantId, id, teamId: scopeId, userId, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: membership.id });
    return made.length > 0;
  }
  const made = await tx
    .insert(roleAssignment)
    .values({ tenantId, id, userId, roleId, scopeKind, scopeId, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: roleAssignment.id });
  return made.length > 0;
}

/** Whether taking this role away leaves the organization with an administrator. Only asked of administrators' roles. */
async function mayTake(tx: TenantTransaction, { tenantId, userId }: GrantOwner, { roleId, scopeKind }: WantedGrant): Promise<boolean> {
  if (roleId === null) return true;
  const [named] = await tx
    .select({ name: role.name })
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.id, roleId)));
  if (named === undefined || !isAdministration({ role_name: named.name, scope_kind: scopeKind })) return true;
  try {
    await requireOtherAdministrator({ tx, tenantId }, { userId });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return false;
    throw error;
  }
}

async function take(tx: TenantTransaction, { tenantId, userId }: GrantOwner, grant: WantedGrant): Promise<void> {
  if (grant.roleId === null) {
    const own = and(eq(membership.tenantId, tenantId), eq(membership.userId, userId), eq(membership.teamId, grant.scopeId ?? ''));
    await tx.delete(membership).where(own);
    return;
  }
  await tx
    .delete(roleAssignment)
    .where(
      and(
        ...[eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.userId, userId), eq(roleAssignment.roleId, grant.roleId)],
        ...[eq(roleAssignment.scopeKind, grant.scopeKind), scopeIs(grant)],
      ),
    );
}

/**
 * Makes what a connection gave to a person equal to what it gives now: new grants are made, those that nothing speaks for any
 * more are taken back, what an archived connection gave among them. What somebody granted by hand is neither counted nor
 * touched; what another connection gives too stays.
 */
export async function applyGrants(
  tx: TenantTransaction,
  owner: GrantOwner,
  wanted: readonly WantedGrant[],
  now: Date,
): Promise<AppliedGrants> {
  const { tenantId, userId, connectionId } = owner;
  const ofPerson = await tx
    .select()
    .from(ssoGrant)
    .where(and(eq(ssoGrant.tenantId, tenantId), eq(ssoGrant.userId, userId)));
  const archived = new Set(await archivedConnections(tx, tenantId));
  // What an archived connection gave is nobody's any more: this one takes it over, or takes it back.
  const isOther = (row: { readonly connectionId: string }) => row.connectionId !== connectionId && !archived.has(row.connectionId);
  const ofOthers = new Set(ofPerson.filter(isOther).map(grantKey));
  const wantedKeys = new Set(wanted.map(grantKey));
  const ownKeys = new Set(ofPerson.filter((row) => row.connectionId === connectionId).map(grantKey));
  const givenKeys = new Set(ofPerson.map(grantKey));
  const applied = { given: [] as WantedGrant[], taken: [] as WantedGrant[], kept: [] as WantedGrant[] };
  for (const grant of wanted) {
    const isNew = await give(tx, owner, grant, now);
    if (isNew) applied.given.push(grant);
    // What a connection gave has a row of each that gives it, so that it stays until the last of them takes it back.
    if (!ownKeys.has(grantKey(grant)) && (isNew || givenKeys.has(grantKey(grant))))
      await tx.insert(ssoGrant).values({ tenantId, id: newUuid(now.getTime()), userId, connectionId, ...grant, createdAt: now });
  }
  const stale = Map.groupBy(
    ofPerson.filter((row) => !isOther(row) && !wantedKeys.has(grantKey(row))),
    grantKey,
  );
  for (const [key, rows] of stale) {
    const [row] = rows;
    if (row === undefined) continue;
    if (!(await mayTake(tx, owner, row))) {
      applied.kept.push(row);
      continue;
    }
    const ids = rows.map(({ id }) => id);
    await tx.delete(ssoGrant).where(and(eq(ssoGrant.tenantId, tenantId), inArray(ssoGrant.id, ids)));
    if (ofOthers.has(key)) continue;
    await take(tx, owner, row);
    applied.taken.push(row);
  }
  return applied;
}
