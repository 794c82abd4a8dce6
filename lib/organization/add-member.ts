import { and, eq, sql } from 'drizzle-orm';
import { membership, userAccount } from '#db/schema/index.ts';
import { builtInRole, requireMayGrant } from '#lib/access/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { placementOf } from '#lib/command/placement.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Member, memberAdd, type teamRoles } from '#lib/contracts/members.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readMember } from './member-rows.ts';
import { requireActive } from './require-active.ts';
import { readTeam } from './team-rows.ts';

/** A lead holds the role team_lead on the team, so whoever makes one must be able to grant it there. */
export async function requireMayGiveTeamRole(
  ctx: Pick<OperationContext, 'tx' | 'tenantId' | 'access'>,
  teamId: string,
  teamRole: (typeof teamRoles)[number],
): Promise<void> {
  if (teamRole === 'member') return;
  const placement = await placementOf(ctx.tx, ctx.tenantId, 'team', teamId);
  if (placement === undefined) throw new AppError('not_found');
  requireMayGrant(ctx.access, await builtInRole(ctx.tx, ctx.tenantId, 'team_lead'), placement);
}

/** The active person whom the input names by id or e-mail address. */
async function findPerson(
  ctx: OperationContext,
  input: { readonly user_id?: string | undefined; readonly email?: string | undefined },
): Promise<string> {
  const byEmail = input.email !== undefined;
  const named = byEmail ? sql`lower(${userAccount.email}) = lower(${input.email})` : eq(userAccount.id, input.user_id ?? '');
  const [person] = await ctx.tx
    .select({ id: userAccount.id, name: userAccount.name, status: userAccount.status })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, ctx.tenantId), eq(userAccount.kind, 'person'), named));
  if (person === undefined) {
    const pointer = byEmail ? '/email' : '/user_id';
    throw new AppError('not_found', { errors: [{ pointer, detail: 'There is no such person' }] });
  }
  if (person.status !== 'active') throw new AppError('conflict', { detail: `${person.name} is deactivated.` });
  return person.id;
}

export const addMember = defineCommand(memberAdd, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const { team_id: teamId, team_role: teamRole } = input;
  requireActive(await readTeam(tx, tenantId, teamId));
  await requireMayGiveTeamRole(ctx, teamId, teamRole);
  const userId = await findPerson(ctx, input);
  const id = newUuid(now.getTime());
  const taken = { pointer: input.email === undefined ? '/user_id' : '/email', detail: 'This person is in the team already' };
  await refuseDuplicate('membership_once', taken, tx.insert(membership).values({ tenantId, id, teamId, userId, teamRole, createdAt: now }));
  const after = await readMember(tx, tenantId, id);
  return { result: after, changes: [changeOf('member', 'membership', Member, null, after)] };
});
