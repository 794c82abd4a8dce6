import { and, asc, count, eq, type SQL, sql } from 'drizzle-orm';
import { keyLoan, team, userAccount, virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { type KeyMention, keyDisableAll } from '#lib/contracts/key-safety.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { disableKeys } from '#lib/organization/index.ts';
import { stopLentSecrets } from './stop-lent-secrets.ts';

type Input = InputOf<typeof keyDisableAll>;

const namedMax = 100;
/** As many audit entries of single keys one action writes; beyond them an entry names several hundred. */
const singleChangesMax = 1_000;
const groupSize = 500;

/** The teams of a subtree, from a team or from the departments below one. */
const teamsBelow = (tenantId: string, root: SQL): SQL => sql`(with recursive below as (
  select id from team where tenant_id = ${tenantId} and ${root}
  union select child.id from team child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
) select id from below)`;

const departmentsBelow = (tenantId: string, id: string): SQL => sql`(with recursive below as (
  select id from department where tenant_id = ${tenantId} and id = ${id}
  union select child.id from department child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
) select id from below)`;

/** The keys of the place that is named. */
function keysOf(tenantId: string, { user_id: userId, team_id: teamId, department_id: departmentId, project_id: projectId }: Input): SQL {
  if (userId !== undefined) return eq(virtualKey.userId, userId);
  if (teamId !== undefined) return sql`${virtualKey.teamId} in ${teamsBelow(tenantId, sql`id = ${teamId}`)}`;
  if (departmentId !== undefined) {
    const departments = departmentsBelow(tenantId, departmentId);
    return sql`(${virtualKey.departmentId} in ${departments} or ${virtualKey.teamId} in ${teamsBelow(tenantId, sql`department_id in ${departments}`)})`;
  }
  return eq(virtualKey.projectId, projectId ?? '');
}

/** Loans of others' keys to the team or department that is named, and to what lies below it; null where neither is. */
function lentTo(tenantId: string, { team_id: teamId, department_id: departmentId }: Input): SQL | null {
  if (teamId !== undefined) return sql`${keyLoan.teamId} in ${teamsBelow(tenantId, sql`id = ${teamId}`)}`;
  if (departmentId === undefined) return null;
  const departments = departmentsBelow(tenantId, departmentId);
  return sql`(${keyLoan.departmentId} in ${departments} or ${keyLoan.teamId} in ${teamsBelow(tenantId, sql`department_id in ${departments}`)})`;
}

/** Active keys that meet a condition, as far as an answer names them. */
export function mentionKeys({ tx, tenantId }: OperationContext, condition: SQL, limit: number): Promise<KeyMention[]> {
  return tx
    .select({
      id: virtualKey.id,
      name: virtualKey.name,
      display: virtualKey.display,
      user_name: userAccount.name,
      team_name: team.name,
    })
    .from(virtualKey)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, virtualKey.tenantId), eq(userAccount.id, virtualKey.userId)))
    .leftJoin(team, and(eq(team.tenantId, virtualKey.tenantId), eq(team.id, virtualKey.teamId)))
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'active'), condition))
    .orderBy(asc(virtualKey.name), asc(virtualKey.id))
    .limit(limit);
}

/** Entries of several keys each, where there are more than a trail of single ones is good for. */
function grouped(changes: readonly Change[]): readonly Change[] {
  if (changes.length <= singleChangesMax) return changes;
  return Array.from({ length: Math.ceil(changes.length / groupSize) }, (_, index): Change => {
    const group = changes.slice(index * groupSize, (index + 1) * groupSize);
    const ids = group.map(({ id }) => id);
    return { resource: 'key', id: ids[0] ?? '', before: { active: ids }, after: { disabled: ids } };
  });
}

export const disableAllKeys = defineCommand(keyDisableAll, async (ctx, input) => {
  const { tx, tenantId, caller } = ctx;
  const condition = keysOf(tenantId, input);
  const [row] = await tx
    .select({ keys: count() })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'active'), condition));
  const data = await mentionKeys(ctx, condition, namedMax);
  const found = row?.keys ?? 0;
  const lent = lentTo(tenantId, input);
  const stopped = input.dry_run || lent === null ? [] : await stopLentSecrets(ctx, lent);
  if (input.dry_run || (found === 0 && stopped.length === 0))
    return { result: { keys: found, data, is_dry_run: input.dry_run }, changes: null };
  const isOwn = input.user_id === caller.userId && input.because !== 'leak';
  const { ids, changes, events } = await disableKeys(ctx, condition, isOwn ? 'owner' : input.because);
  const result = { keys: ids.length, data, is_dry_run: false };
  const place = input.user_id ?? input.team_id ?? input.department_id ?? input.project_id ?? '';
  const kind =
    input.user_id === undefined
      ? input.team_id === undefined
        ? input.department_id === undefined
          ? 'project'
          : 'department'
        : 'team'
      : 'user';
  const step: Change = {
    ...{ resource: kind, id: toPublicId(kind, place) },
    before: { active_keys: ids.length },
    after: { active_keys: 0, because: input.because },
  };
  return { result, changes: [step, ...grouped(changes), ...stopped.map(({ change }) => change)], events };
});
