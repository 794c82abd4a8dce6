import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { apiToken, type invitation } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { readGrantable, requireMayGrant } from '#lib/access/index.ts';
import { Access, type Grant, tenantPlacement } from '#lib/command/access.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { AppError } from '#lib/core/errors.ts';
import { requireMayGiveTeamRole } from '#lib/organization/add-member.ts';

type Row = typeof invitation.$inferSelect;

/** What whoever invited holds now: by roles, or by the living tokens of a service account, which hold their permissions themselves. */
async function grantsOfInviter(tx: TenantTransaction, { tenantId, invitedBy }: Row, now: Date): Promise<readonly Grant[]> {
  const tokens = await tx
    .select({ permissions: apiToken.permissions, level: apiToken.level })
    .from(apiToken)
    .where(
      and(
        ...[eq(apiToken.tenantId, tenantId), eq(apiToken.userId, invitedBy), eq(apiToken.owner, 'tenant'), isNull(apiToken.revokedAt)],
        or(isNull(apiToken.expiresAt), gt(apiToken.expiresAt, now)),
      ),
    );
  const own = tokens.map((token): Grant => ({ ...token, roleName: 'token', scopeKind: 'tenant', scopeId: null }));
  return [...(await loadGrants(tx, tenantId, invitedBy, now)), ...own];
}

/**
 * Whether whoever invited could still give what the invitation promises: they may have lost rights since, and its role may have
 * gained some or be archived. A team that was archived since is not joined, so what its leads get does not count (`teamId` null).
 */
export async function stillMayInvite(tx: TenantTransaction, row: Row, teamId: string | null, now: Date): Promise<boolean> {
  const { tenantId, invitedBy: userId, roleId, teamRole } = row;
  const person = { tenantId, userId, sessionId: '', email: '', name: '', mustChangePassword: false, mustEnrol: false };
  const access = new Access(person, await grantsOfInviter(tx, row, now), { seenAt: now, verifiedAt: now });
  try {
    if (!access.allows('users.write', tenantPlacement)) return false;
    requireMayGrant(access, await readGrantable({ tx, tenantId }, roleId), tenantPlacement);
    if (teamId !== null) await requireMayGiveTeamRole({ tx, tenantId, access }, teamId, teamRole);
    return true;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'forbidden' || error.code === 'not_found')) return false;
    throw error;
  }
}
