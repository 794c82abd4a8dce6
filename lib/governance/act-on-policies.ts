import { and, eq } from 'drizzle-orm';
import { policy as policyTable } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import {
  type ActInput,
  departmentGovernanceAct,
  type GovernedPolicy,
  projectGovernanceAct,
  teamGovernanceAct,
  tenantGovernanceAct,
} from '#lib/contracts/governance.ts';
import { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { Policy } from '#lib/contracts/policy-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { retirePolicy } from '#lib/policies/archive-policy.ts';
import { changePolicy, insertPolicy, lockPolicy } from '#lib/policies/change-policy.ts';
import { publishLocked } from '#lib/policies/publish-policy.ts';
import { requireDefinition } from '#lib/policies/require-definition.ts';
import { draftChange } from '#lib/policies/update-policy.ts';
import { type GovernedPlace, scopeOf } from './governed-place.ts';
import { governedPolicy } from './governed-policy.ts';

type Wanted = ActInput['policy'];

const missing = (field: string, detail: string): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `/policy/${field}`, detail }] });

async function create(ctx: OperationContext, place: GovernedPlace, wanted: Wanted): Promise<Policy> {
  const { name, description = '', type, rules, exceptions, priority, id } = wanted;
  if (id !== undefined) throw missing('id', 'A new policy gets its id here');
  if (name === undefined) throw missing('name', 'Name it');
  if (type === undefined) throw missing('type', 'Say what it is about');
  if (rules === undefined) throw missing('rules', 'Say what it does');
  const draft = PolicyDefinition.parse({ rules, exceptions, priority });
  await requireDefinition(ctx, draft, '/policy');
  return insertPolicy(ctx, { name, description, type, scope: scopeOf(place), draft }, '/policy');
}

/** The policy that is named, locked; one of another place is not there. */
async function lockOwn(ctx: OperationContext, place: GovernedPlace, id: string | undefined): Promise<Policy> {
  if (id === undefined) throw missing('id', 'Name the policy');
  const [row] = await ctx.tx
    .select({ kind: policyTable.scopeKind, scopeId: policyTable.scopeId })
    .from(policyTable)
    .where(and(eq(policyTable.tenantId, ctx.tenantId), eq(policyTable.id, id)));
  const isOwn = row !== undefined && row.kind === place.kind && (place.kind === 'tenant' || row.scopeId === place.id);
  if (!isOwn) throw new AppError('not_found');
  return lockPolicy(ctx, id);
}

async function update(ctx: OperationContext, before: Policy, wanted: Wanted): Promise<Policy> {
  const { name, description, type, rules, exceptions, priority } = wanted;
  const shown = before.draft ?? before.definition;
  const isChanged = rules !== undefined || exceptions !== undefined || priority !== undefined;
  const former = shown ?? PolicyDefinition.parse({ rules });
  const draft = isChanged
    ? { ...former, rules: rules ?? former.rules, exceptions: exceptions ?? former.exceptions, priority: priority ?? former.priority }
    : undefined;
  const named = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
  const columns = { ...named, ...(type === undefined ? {} : { type }), ...(await draftChange(ctx, before, draft)) };
  return Object.keys(columns).length === 0 ? before : (await changePolicy(ctx, before, columns)).result;
}

/** Carries out one action on a policy of the place, up to the status that is wanted. */
async function act(ctx: OperationContext, place: GovernedPlace, { action, policy }: ActInput): Promise<Outcome<Policy>> {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = action === 'create_policy' ? null : await lockOwn(ctx, place, policy.id);
  if (before !== null && action === 'archive_policy') return retirePolicy(ctx, before);
  let after = before === null ? await create(ctx, place, policy) : before;
  if (before !== null && action === 'update_policy') after = await update(ctx, before, policy);
  const wanted = policy.status ?? (action === 'publish_policy' ? 'active' : 'draft');
  if (wanted !== 'draft') after = (await publishLocked(ctx, after, { mode: wanted, note: '' })).result;
  const change: Change = changeOf('policy', 'policy', Policy, before, after);
  return { result: after, changes: [change] };
}

async function actShown(ctx: OperationContext, place: GovernedPlace, input: ActInput): Promise<Outcome<GovernedPolicy>> {
  const outcome = await act(ctx, place, input);
  return { ...outcome, result: governedPolicy(outcome.result) };
}

export const actOnTeamPolicies = defineCommand(teamGovernanceAct, (ctx, { team_id: id, ...input }) =>
  actShown(ctx, { kind: 'team', id }, input),
);

export const actOnDepartmentPolicies = defineCommand(departmentGovernanceAct, (ctx, { department_id: id, ...input }) =>
  actShown(ctx, { kind: 'department', id }, input),
);

export const actOnProjectPolicies = defineCommand(projectGovernanceAct, (ctx, { project_id: id, ...input }) =>
  actShown(ctx, { kind: 'project', id }, input),
);

export const actOnTenantPolicies = defineCommand(tenantGovernanceAct, (ctx, input) =>
  actShown(ctx, { kind: 'tenant', id: ctx.tenantId }, input),
);
