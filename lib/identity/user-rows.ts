import { and, eq, type SQL, sql } from 'drizzle-orm';
import { membership, secondFactor, team, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { User } from '#lib/contracts/users.ts';
import { AppError } from '#lib/core/errors.ts';

/** Teams shown with a person. */
const teamsMax = 20;

/** People as callers see them. */
export async function readUsers(
  tx: TenantTransaction,
  tenantId: string,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<User[]> {
  const teams = tx
    .select({ teamId: membership.teamId, name: team.name, teamRole: membership.teamRole })
    .from(membership)
    .innerJoin(team, and(eq(team.tenantId, membership.tenantId), eq(team.id, membership.teamId)))
    .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, userAccount.id), sql`${team.archivedAt} is null`))
    .orderBy(sql`lower(${team.name})`)
    .limit(teamsMax);
  const factors = tx
    .select({ one: sql`1` })
    .from(secondFactor)
    .where(
      sql`${secondFactor.tenantId} = ${tenantId} and ${secondFactor.userId} = ${userAccount}.id and ${secondFactor.confirmedAt} is not null`,
    );
  // A nested chunk: drizzle takes the table's name off the columns of a selection from a single table, here too.
  const listed = sql`(select coalesce(json_agg(json_build_object('team_id', own.team_id, 'name', own.name, 'team_role', own.team_role)
    order by lower(own.name)), '[]') from (${teams}) as own)`;
  return tx
    .select({
      id: userAccount.id,
      email: userAccount.email,
      name: userAccount.name,
      status: userAccount.status,
      time_zone: userAccount.timeZone,
      must_change_password: sql<boolean>`${userAccount.temporaryPasswordExpiresAt} is not null`,
      has_second_factor: sql<boolean>`exists (${factors})`,
      teams: sql<User['teams']>`${listed}`,
      last_sign_in_at: userAccount.lastSignInAt,
      created_at: userAccount.createdAt,
      updated_at: userAccount.updatedAt,
      version: userAccount.version,
    })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readUser(tx: TenantTransaction, tenantId: string, id: string): Promise<User> {
  const [found] = await readUsers(tx, tenantId, { where: eq(userAccount.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
