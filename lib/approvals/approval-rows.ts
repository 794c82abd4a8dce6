import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { approval, approvalStep, department, role, team, userAccount, virtualKey } from '#db/schema/index.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Approval } from '#lib/contracts/approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { delegatorsOf, levelAt } from './resolve-approvers.ts';
import type { StoredApproval, StoredStep } from './start-level.ts';
import { readSubject } from './subject.ts';

export interface ApprovalQuery {
  readonly where: SQL | undefined;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** Whether the caller, or somebody in whose place they decide, is asked by the level that is open now. */
export function isAsked(userId: string, delegators: readonly string[]): SQL {
  return sql`${approval.state} = 'pending'
    and not (${approval.requesterId} is not distinct from ${userId}::uuid and (${approval.policy}->>'four_eyes')::boolean)
    and exists (select 1 from ${approvalStep} s where s.tenant_id = ${approval.tenantId} and s.approval_id = ${approval.id}
      and s.level = ${approval.level} and s.state = 'pending'
      and (s.approver_ids && ${sqlUuidArray([userId, ...delegators])} or s.handed_to_id = ${userId}::uuid))`;
}

/** Whether the caller was asked at any level. */
const wasAsked = (userId: string, delegators: readonly string[]): SQL =>
  sql`exists (select 1 from ${approvalStep} s where s.tenant_id = ${approval.tenantId} and s.approval_id = ${approval.id}
    and (s.approver_ids && ${sqlUuidArray([userId, ...delegators])} or s.handed_to_id = ${userId}::uuid))`;

/** Approvals of places within reach, one's own, and those one was asked to decide. */
export async function seenBy(ctx: OperationContext): Promise<SQL> {
  const delegators = await delegatorsOf(ctx, ctx.caller.userId);
  const within = ctx.visible({ teamId: approval.teamId, departmentId: approval.departmentId, userId: approval.requesterId });
  return sql`(${within} or ${wasAsked(ctx.caller.userId, delegators)})`;
}

const personName = (id: SQL | typeof approval.requesterId): SQL<string | null> =>
  sql`(select coalesce(nullif(u.name, ''), u.email) from ${userAccount} u where u.tenant_id = ${approval.tenantId} and u.id = ${id})`;

async function readSteps({ tx, tenantId }: OperationContext, ids: readonly string[]): Promise<ReadonlyMap<string, StoredStep[]>> {
  const byApproval = new Map<string, StoredStep[]>();
  if (ids.length === 0) return byApproval;
  const rows = await tx
    .select()
    .from(approvalStep)
    .where(and(eq(approvalStep.tenantId, tenantId), inArray(approvalStep.approvalId, [...ids])))
    .orderBy(asc(approvalStep.level));
  for (const row of rows) {
    const known = byApproval.get(row.approvalId);
    if (known === undefined) byApproval.set(row.approvalId, [row]);
    else known.push(row);
  }
  return byApproval;
}

/** Names of the people in steps, by id. */
async function readNames({ tx, tenantId }: OperationContext, steps: Iterable<StoredStep>): Promise<ReadonlyMap<string, string>> {
  const ids = new Set<string>();
  for (const { approverIds, handedToId, decidedBy, delegatedFromId } of steps)
    for (const id of [...approverIds, handedToId, decidedBy, delegatedFromId]) if (id !== null) ids.add(id);
  if (ids.size === 0) return new Map();
  const rows = await tx
    .select({ id: userAccount.id, name: userAccount.name, email: userAccount.email })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), inArray(userAccount.id, [...ids])));
  return new Map(rows.map(({ id, name, email }) => [id, name || email]));
}

async function roleTitles({ tx, tenantId }: OperationContext): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.select({ name: role.name, title: role.title }).from(role).where(eq(role.tenantId, tenantId));
  return new Map(rows.map(({ name, title }) => [name, title]));
}

/** What the subject names, as fields that callers can use. */
function subjectFields({ kind, subject }: StoredApproval): Pick<Approval, 'budget_id' | 'project_id' | 'models' | 'providers'> {
  switch (kind) {
    case 'budget_raise':
      return { budget_id: readSubject(kind, subject).budget_id, project_id: null, models: [], providers: [] };
    case 'model_access':
      return { budget_id: null, project_id: null, models: readSubject(kind, subject).models, providers: [] };
    case 'provider_access':
      return { budget_id: null, project_id: null, models: [], providers: readSubject(kind, subject).providers };
    case 'key_request':
      return { budget_id: null, project_id: null, models: readSubject(kind, subject).models ?? [], providers: [] };
    case 'project_start':
      return { budget_id: null, project_id: readSubject(kind, subject).project_id, models: [], providers: [] };
    case 'request': {
      const { model, provider } = readSubject(kind, subject);
      return { budget_id: null, project_id: null, models: [model], providers: [provider] };
    }
  }
}

interface People {
  readonly names: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string>;
}

function stepFields(of: StoredApproval, step: StoredStep, { names, titles }: People): Approval['steps'][number] {
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
  const { role: asked } = levelAt(of.policy, step.level);
  const approvers = [...step.approverIds, ...(step.handedToId === null ? [] : [step.handedToId])];
  return {
    level: step.level,
    label: asked === null ? 'Named people' : (titles.get(asked) ?? asked),
    state: step.state,
    approvers: approvers.flatMap((id) => nameOf(id) ?? []),
    decided_by: nameOf(step.decidedBy),
    on_behalf_of: nameOf(step.delegatedFromId),
    decided_at: step.decidedAt,
    comment: step.comment,
    due_at: step.dueAt,
  };
}

/** Approvals as callers see them. */
export async function readApprovals(ctx: OperationContext, { where, orderBy, limit }: ApprovalQuery): Promise<Approval[]> {
  const { tx, tenantId, caller } = ctx;
  const delegators = await delegatorsOf(ctx, caller.userId);
  const rows = await tx
    .select({
      row: approval,
      requesterName: personName(approval.requesterId),
      keyName: virtualKey.name,
      teamName: team.name,
      departmentName: department.name,
      asked: sql<boolean>`(${isAsked(caller.userId, delegators)})`,
    })
    .from(approval)
    .leftJoin(virtualKey, and(eq(virtualKey.tenantId, approval.tenantId), eq(virtualKey.id, approval.keyId)))
    .leftJoin(team, and(eq(team.tenantId, approval.tenantId), eq(team.id, approval.teamId)))
    .leftJoin(department, and(eq(department.tenantId, approval.tenantId), eq(department.id, approval.departmentId)))
    .where(and(eq(approval.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  const steps = await readSteps(
    ctx,
    rows.map(({ row }) => row.id),
  );
  const people = { names: await readNames(ctx, [...steps.values()].flat()), titles: await roleTitles(ctx) };
  return rows.map(({ row, requesterName, keyName, teamName, departmentName, asked }) => {
    const isOwn = row.requesterId === caller.userId;
    return {
      ...{ id: row.id, kind: row.kind, state: row.state, title: row.title, reason: row.reason, amount_usd: row.amountNanoUsd },
      ...{ requester_name: requesterName, key_id: row.keyId, key_name: keyName, team_id: row.teamId, team_name: teamName },
      ...{ department_name: departmentName, ...subjectFields(row), rule_name: row.policy.rule_name, level: row.level },
      ...{ levels_needed: row.policy.needed, due_at: row.dueAt, uses: row.uses, uses_max: row.usesMax },
      ...{ usable_until: row.usableUntilAt, decided_at: row.decidedAt, created_at: row.createdAt, version: row.version },
      steps: (steps.get(row.id) ?? []).map((step) => stepFields(row, step, people)),
      can_decide: asked,
      can_cancel: isOwn && row.state === 'pending',
      can_collect: isOwn && row.kind === 'key_request' && row.state === 'approved',
    };
  });
}

/** One approval, if the caller may see it; else `not_found`. */
export async function readApproval(ctx: OperationContext, id: string): Promise<Approval> {
  const where = and(eq(approval.id, id), await seenBy(ctx));
  const [found] = await readApprovals(ctx, { where, orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
