import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { keyPolicy, team, virtualKey } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { placementOf } from '#lib/command/placement.ts';
import { KeyPolicy, keyPolicyDelete, keyPolicyList, keyPolicySet } from '#lib/contracts/key-policies.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { keyStatusAt, rotationRule } from './key-rows.ts';
import { spareKeys } from './spare-keys.ts';

async function readPolicies({ tx, tenantId, now }: OperationContext, where: SQL | undefined): Promise<KeyPolicy[]> {
  const due = sql<number>`(select count(*)::integer from ${virtualKey} where ${virtualKey.tenantId} = ${keyPolicy.tenantId}
    and ${virtualKey.createdAt} + make_interval(days => ${keyPolicy.rotateEveryDays}) <= ${now.toISOString()}::timestamptz
    and ${keyStatusAt(now)} = 'active' and ${rotationRule} = ${keyPolicy.id})`;
  const rows = await tx
    .select({ row: keyPolicy, teamName: team.name, due })
    .from(keyPolicy)
    .leftJoin(
      team,
      and(eq(team.tenantId, keyPolicy.tenantId), sql`${keyPolicy.scopeKind} = 'team' and ${team.id}::text = ${keyPolicy.scopeValue}`),
    )
    .where(and(eq(keyPolicy.tenantId, tenantId), where))
    .orderBy(sql`case ${keyPolicy.scopeKind} when 'tenant' then 0 when 'kind' then 1 else 2 end`, asc(keyPolicy.scopeValue));
  return rows.map(({ row, teamName, due: keysDue }) => ({
    id: row.id,
    scope: row.scopeKind,
    kind: KeyPolicy.shape.kind.parse(row.scopeKind === 'kind' ? row.scopeValue : null),
    team_id: row.scopeKind === 'team' ? row.scopeValue : null,
    team_name: teamName,
    ...{ rotate_every_days: row.rotateEveryDays, remind_days: row.remindDays, overlap_days: row.overlapDays, enforced: row.enforced },
    ...{ keys_max: row.keysMax, keys_due: keysDue, created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  }));
}

/** Whoever may see keys anywhere sees the rules that are for all, and those of teams within reach. */
export const listKeyPolicies = defineQuery(keyPolicyList, async (ctx) => {
  const ofTeam = ctx.visible({ teamId: sql`case when ${keyPolicy.scopeKind} = 'team' then ${keyPolicy.scopeValue}::uuid end` });
  return { data: await readPolicies(ctx, sql`(${keyPolicy.scopeKind} <> 'team' or ${ofTeam})`), next_cursor: null };
});

export const setKeyPolicy = defineCommand(keyPolicySet, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const scopeValue = input.kind ?? input.team_id ?? '';
  const of = sql`${keyPolicy.scopeKind} = ${input.scope} and ${keyPolicy.scopeValue} = ${scopeValue}`;
  const [before = null] = await readPolicies(ctx, of);
  if (before !== null) ctx.expectVersion(before.version);
  const set = {
    ...{ rotateEveryDays: input.rotate_every_days, remindDays: input.remind_days, overlapDays: input.overlap_days },
    ...{ enforced: input.enforced, keysMax: input.keys_max, updatedAt: now },
  };
  const id = before?.id ?? newUuid(now.getTime());
  if (before === null) await tx.insert(keyPolicy).values({ tenantId, id, scopeKind: input.scope, scopeValue, ...set, createdAt: now });
  else
    await tx
      .update(keyPolicy)
      .set({ ...set, version: before.version + 1 })
      .where(and(eq(keyPolicy.tenantId, tenantId), eq(keyPolicy.id, id)));
  const [after] = await readPolicies(ctx, eq(keyPolicy.id, id));
  if (after === undefined) throw new Error('A rule that was set is there');
  return { result: after, changes: [changeOf('key_policy', 'keyPolicy', KeyPolicy, before, after), ...(await spareKeys(ctx))] };
});

export const deleteKeyPolicy = defineCommand(keyPolicyDelete, async (ctx, input) => {
  const { tx, tenantId, access } = ctx;
  const [before] = await readPolicies(ctx, eq(keyPolicy.id, input.key_policy_id));
  if (before === undefined) throw new AppError('not_found');
  const placement = before.team_id === null ? tenantPlacement : await placementOf(tx, tenantId, 'team', before.team_id);
  if (!access.allows('keys.write', placement ?? tenantPlacement))
    throw new AppError('forbidden', { detail: 'This needs the permission keys.write where the rule is for.' });
  await tx.delete(keyPolicy).where(and(eq(keyPolicy.tenantId, tenantId), eq(keyPolicy.id, before.id)));
  return { result: { id: before.id }, changes: [changeOf('key_policy', 'keyPolicy', KeyPolicy, before, null), ...(await spareKeys(ctx))] };
});
