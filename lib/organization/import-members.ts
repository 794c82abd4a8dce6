import { and, eq, sql } from 'drizzle-orm';
import { membership, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineUpload } from '#lib/command/define-upload.ts';
import { memberImport } from '#lib/contracts/members.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { requireMayGiveTeamRole } from './add-member.ts';
import type { FaultList } from './fault-list.ts';
import { type ImportRow, readImportFile } from './import-file.ts';
import { requireActive } from './require-active.ts';
import { readTeam } from './team-rows.ts';

/** What a row asks for and what is there. */
interface Match {
  readonly row: ImportRow;
  readonly userId: string;
  readonly membershipId: string | null;
  readonly teamRole: ImportRow['teamRole'] | null;
}

/** Finds the people of the rows, and which are members already; a row nobody answers to is a fault. */
async function matchRows(ctx: OperationContext, teamId: string, rows: readonly ImportRow[], faults: FaultList): Promise<Match[]> {
  const { tx, tenantId } = ctx;
  const emails = sql`(select jsonb_array_elements_text(${JSON.stringify(rows.map((row) => row.email))}::jsonb))`;
  const inTeam = and(eq(membership.tenantId, tenantId), eq(membership.userId, userAccount.id), eq(membership.teamId, teamId));
  const people = await tx
    .select({
      email: sql<string>`lower(${userAccount.email})`,
      userId: userAccount.id,
      status: userAccount.status,
      membershipId: membership.id,
      teamRole: membership.teamRole,
    })
    .from(userAccount)
    .leftJoin(membership, inTeam)
    .where(and(eq(userAccount.tenantId, tenantId), sql`lower(${userAccount.email}) in ${emails}`));
  const byEmail = new Map(people.map((person) => [person.email, person]));
  return rows.flatMap((row) => {
    const person = byEmail.get(row.email);
    if (person === undefined) faults.add(row.line, 'email', 'Nobody in the organization has this e-mail address');
    else if (person.status !== 'active') faults.add(row.line, 'email', 'This person is deactivated');
    else return [{ row, userId: person.userId, membershipId: person.membershipId, teamRole: person.teamRole }];
    return [];
  });
}

async function addPeople(ctx: OperationContext, teamId: string, matches: readonly Match[]): Promise<Change[]> {
  const { tx, tenantId, now } = ctx;
  if (matches.length === 0) return [];
  const rows = matches.map(({ row, userId }) => ({
    tenantId,
    id: newUuid(now.getTime()),
    teamId,
    userId,
    teamRole: row.teamRole ?? 'member',
    createdAt: now,
  }));
  await tx.insert(membership).values(rows);
  return rows.map((row) => ({
    resource: 'member',
    id: toPublicId('membership', row.id),
    before: null,
    after: { team_id: toPublicId('team', teamId), user_id: toPublicId('user', row.userId), team_role: row.teamRole },
  }));
}

async function changeRole(ctx: OperationContext, { membershipId, row, teamRole }: Match): Promise<Change[]> {
  if (membershipId === null || row.teamRole === null) return [];
  await ctx.tx
    .update(membership)
    .set({ teamRole: row.teamRole, version: sql`${membership.version} + 1` })
    .where(and(eq(membership.tenantId, ctx.tenantId), eq(membership.id, membershipId)));
  const id = toPublicId('membership', membershipId);
  return [{ resource: 'member', id, before: { team_role: teamRole }, after: { team_role: row.teamRole } }];
}

export const importMembers = defineUpload(memberImport, {
  receive: (body) => readImportFile(body),
  async run(ctx, input, file) {
    const { team_id: teamId } = input;
    const { faults } = file;
    requireActive(await readTeam(ctx.tx, ctx.tenantId, teamId));
    const matches = await matchRows(ctx, teamId, file.rows, faults);
    if (faults.count > 0 && input.on_fault === 'abort') throw faults.toError();
    const added = matches.filter((match) => match.membershipId === null);
    const changed = matches.filter(
      ({ membershipId, teamRole, row }) => membershipId !== null && row.teamRole !== null && teamRole !== row.teamRole,
    );
    if (changed.length > 0 || added.some((match) => match.row.teamRole === 'lead')) await requireMayGiveTeamRole(ctx, teamId, 'lead');
    const changes = await addPeople(ctx, teamId, added);
    for (const match of changed) changes.push(...(await changeRole(ctx, match)));
    const result = {
      rows: file.rowCount,
      added: added.length,
      changed: changed.length,
      unchanged: matches.length - added.length - changed.length,
      fault_count: faults.count,
      faults: faults.sorted(),
    };
    const [first, ...rest] = changes;
    return first === undefined ? { result, changes: null } : { result, changes: [first, ...rest] };
  },
});
