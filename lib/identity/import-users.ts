import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { membership, role, roleAssignment, team, userAccount } from '#db/schema/index.ts';
import { builtInRole, readGrantable, requireMayGrant } from '#lib/access/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineUpload } from '#lib/command/define-upload.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { organizationRowsMax, userImport } from '#lib/contracts/organization-imports.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { inParts } from '#lib/core/in-parts.ts';
import { readCsvTable } from '#lib/organization/csv-table.ts';
import { previewOrApply } from '#lib/organization/import-result.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { type KnownPerson, type PlannedMembership, type PlannedPerson, planPeople } from './plan-people.ts';

const columns = ['email', 'name', 'team', 'team_role', 'role'] as const;
const rowsAtOnce = 2000;

/** The people that the file names and who are there, with the teams that they are in. */
async function readKnown({ tx, tenantId }: OperationContext, emails: readonly string[]): Promise<readonly KnownPerson[]> {
  const people = new Map<string, KnownPerson>();
  for (const part of inParts([...new Set(emails)], 10_000)) {
    const named = sql`(select jsonb_array_elements_text(${JSON.stringify(part)}::jsonb))`;
    const rows = await tx
      .select({
        ...{ id: userAccount.id, email: sql<string>`lower(${userAccount.email})`, status: userAccount.status },
        ...{ teamId: membership.teamId, teamRole: membership.teamRole, membershipId: membership.id },
      })
      .from(userAccount)
      .leftJoin(membership, and(eq(membership.tenantId, tenantId), eq(membership.userId, userAccount.id)))
      .where(and(eq(userAccount.tenantId, tenantId), sql`lower(${userAccount.email}) in ${named}`));
    for (const { id, email, status, teamId, teamRole, membershipId } of rows) {
      const known = people.get(email) ?? { id, email, isActive: status === 'active', teams: new Map() };
      if (teamId !== null && teamRole !== null && membershipId !== null) known.teams.set(teamId, { id: membershipId, teamRole });
      people.set(email, known);
    }
  }
  return [...people.values()];
}

/** Whoever adds people may give them roles up to their own; a lead holds the role team_lead. */
async function requireMayGrantAll(ctx: OperationContext, roleIds: readonly string[], hasLeads: boolean): Promise<void> {
  const { tx, tenantId, access } = ctx;
  for (const id of new Set(roleIds)) requireMayGrant(access, await readGrantable(ctx, id), tenantPlacement);
  if (hasLeads) requireMayGrant(access, await builtInRole(tx, tenantId, 'team_lead'), tenantPlacement);
}

async function writePeople({ tx, tenantId, now }: OperationContext, people: readonly PlannedPerson[]): Promise<readonly Change[]> {
  const times = { createdAt: now, updatedAt: now };
  for (const part of inParts(people, rowsAtOnce)) {
    await tx.insert(userAccount).values(part.map(({ id, email, name }) => ({ tenantId, id, email, name, ...times })));
    await tx.insert(roleAssignment).values(
      part.map(({ id, roleId }) => ({
        tenantId,
        id: newUuid(now.getTime()),
        userId: id,
        roleId,
        scopeKind: 'tenant' as const,
        createdAt: now,
      })),
    );
  }
  return people.map(({ id, email, name, roleId }) => ({
    ...{ resource: 'user', id: toPublicId('user', id), before: null },
    after: { email, name, role_id: toPublicId('role', roleId) },
  }));
}

async function writeMemberships(ctx: OperationContext, planned: readonly PlannedMembership[]): Promise<readonly Change[]> {
  const { tx, tenantId, now } = ctx;
  const added = planned.filter(({ before }) => before === null);
  const changed = planned.flatMap((one) => (one.before === null ? [] : [{ ...one, before: one.before }]));
  const rows = added.map((one) => ({ ...one, id: newUuid(now.getTime()) }));
  for (const part of inParts(rows, rowsAtOnce))
    await tx
      .insert(membership)
      .values(part.map(({ id, teamId, userId, teamRole }) => ({ tenantId, id, teamId, userId, teamRole, createdAt: now })));
  for (const teamRole of ['lead', 'member'] as const) {
    const ids = changed.filter((one) => one.teamRole === teamRole).map(({ before }) => before.id);
    for (const part of inParts(ids, rowsAtOnce))
      await tx
        .update(membership)
        .set({ teamRole, version: sql`${membership.version} + 1` })
        .where(and(eq(membership.tenantId, tenantId), inArray(membership.id, [...part])));
  }
  return [
    ...rows.map(({ id, teamId, userId, teamRole }) => ({
      ...{ resource: 'member', id: toPublicId('membership', id), before: null },
      after: { team_id: toPublicId('team', teamId), user_id: toPublicId('user', userId), team_role: teamRole },
    })),
    ...changed.map(({ before, teamRole }) => ({
      ...{
        resource: 'member',
        id: toPublicId('membership', before.id),
        before: { team_role: before.teamRole },
        after: { team_role: teamRole },
      },
    })),
  ];
}

/**
 * Adds people and puts them into teams by a file; nothing where any row is wrong. They get no password: they sign in through the
 * organization's identity provider, or by one that an administrator sets.
 */
export const importUsers = defineUpload(userImport, {
  receive: (body) => readCsvTable(body, { columns, required: 2, rowsMax: organizationRowsMax }),
  async run(ctx, input, table) {
    const { tx, tenantId, now } = ctx;
    await lockTenant(tx, tenantId);
    const teams = await tx
      .select({ id: team.id, name: team.name })
      .from(team)
      .where(and(eq(team.tenantId, tenantId), isNull(team.archivedAt)));
    const roles = await tx
      .select({ id: role.id, name: role.name })
      .from(role)
      .where(and(eq(role.tenantId, tenantId), isNull(role.archivedAt)));
    const known = await readKnown(
      ctx,
      table.rows.map(({ cells }) => cells.email.toLowerCase()),
    );
    const { faults, rowCount } = table;
    const plan = planPeople(table.rows, { known, teams, roles, newId: () => newUuid(now.getTime()) }, faults);
    await requireMayGrantAll(
      ctx,
      plan.people.map(({ roleId }) => roleId),
      plan.memberships.some(({ teamRole, before }) => teamRole === 'lead' || before?.teamRole === 'lead'),
    );
    return previewOrApply({ rowCount, rows: plan.rows, unchanged: plan.unchanged, faults }, input.apply === 'true', async () => {
      if (plan.people.length > 0) await requireRoom(tx, tenantId, 'users', plan.people.length);
      return [...(await writePeople(ctx, plan.people)), ...(await writeMemberships(ctx, plan.memberships))];
    });
  },
});
