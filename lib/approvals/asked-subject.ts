import { and, eq, isNull } from 'drizzle-orm';
import { team, virtualKey } from '#db/schema/index.ts';
import { readBudget } from '#lib/budgets/budget-rows.ts';
import { isServed, readServedModels } from '#lib/catalog/served-models.ts';
import type { Placement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { approvalRequest } from '#lib/contracts/approvals.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { formatUsd } from '#lib/core/money.ts';
import { readProject } from '#lib/projects/project-rows.ts';
import type { SubjectOf } from './subject.ts';

type Input = InputOf<typeof approvalRequest>;

/** What is asked for, checked, in the words of people and as it is stored. */
export interface AskedSubject {
  readonly title: string;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly amountNanoUsd: bigint | null;
  readonly keyId: string | null;
  readonly teamId: string | null;
  readonly departmentId: string | null;
}

const missing = (field: string, what: string): AppError =>
  new AppError('not_found', { errors: [{ pointer: `/${field}`, detail: `There is no ${what} with this id` }] });
const fault = (field: string, detail: string): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `/${field}`, detail }] });

const dollars = (nano: bigint): string => `$${formatUsd(nano).replace(/0{1,7}$/, '')}`;
const nearest = ({ teamIds, departmentIds }: Placement) => ({ teamId: teamIds[0] ?? null, departmentId: departmentIds[0] ?? null });

/** Whether a budget is about the caller: their organization, department, team, person or key. */
async function concernsCaller({ tx, tenantId, caller }: OperationContext, place: Placement, kind: string): Promise<boolean> {
  if (kind === 'tenant' || place.userId === caller.userId) return true;
  const own = await placementOf(tx, tenantId, 'user', caller.userId);
  const [teamId, departmentId] = [place.teamIds[0], place.departmentIds[0]];
  if (own === undefined) return false;
  return teamId === undefined ? departmentId !== undefined && own.departmentIds.includes(departmentId) : own.teamIds.includes(teamId);
}

async function raiseAsked(ctx: OperationContext, budgetId: string, limit: bigint): Promise<AskedSubject> {
  const place = await placementOf(ctx.tx, ctx.tenantId, 'budget', budgetId);
  if (place === undefined) throw missing('budget_id', 'active budget');
  const budget = await readBudget(ctx, budgetId);
  const isSeen = ctx.access.allows('budgets.read', place) || (await concernsCaller(ctx, place, budget.scope.kind));
  if (!isSeen || budget.archived_at !== null) throw missing('budget_id', 'active budget');
  if (limit <= budget.limit_usd) throw fault('limit_usd', `The limit is ${dollars(budget.limit_usd)} already`);
  const subject: SubjectOf<'budget_raise'> = { budget_id: budgetId, limit_nano_usd: String(limit) };
  const title = `Raise ${budget.name} from ${dollars(budget.limit_usd)} to ${dollars(limit)}`;
  return { title, subject, amountNanoUsd: limit, keyId: null, ...nearest(place) };
}

interface Holder {
  readonly name: string;
  readonly place: Placement;
  readonly keyId: string | null;
  readonly teamId: string | null;
}

async function keyHolder({ tx, tenantId, access, caller }: OperationContext, keyId: string): Promise<Holder> {
  const place = await placementOf(tx, tenantId, 'key', keyId);
  const [key] = await tx
    .select({ name: virtualKey.name, status: virtualKey.status })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, keyId)));
  const isSeen = place !== undefined && (place.userId === caller.userId || access.allows('keys.read', place));
  if (place === undefined || key === undefined || !isSeen) throw missing('key_id', 'virtual key');
  if (key.status === 'disabled') throw fault('key_id', 'This key is disabled');
  return { name: `the key ${key.name}`, place, keyId, teamId: null };
}

async function teamHolder(ctx: OperationContext, teamId: string): Promise<Holder> {
  const { tx, tenantId, access, caller } = ctx;
  const place = await placementOf(tx, tenantId, 'team', teamId);
  const [found] = await tx
    .select({ name: team.name })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.id, teamId), isNull(team.archivedAt)));
  if (place === undefined || found === undefined) throw missing('team_id', 'active team');
  const own = await placementOf(tx, tenantId, 'user', caller.userId);
  if (!access.allows('approvals.read', place) && own?.teamIds.includes(teamId) !== true) throw missing('team_id', 'active team');
  return { name: `the team ${found.name}`, place, keyId: null, teamId };
}

async function holderOf(ctx: OperationContext, { key_id: keyId, team_id: teamId }: Input): Promise<Holder> {
  if (keyId !== undefined) return keyHolder(ctx, keyId);
  if (teamId !== undefined) return teamHolder(ctx, teamId);
  throw fault('key_id', 'Say whom access is for: a key or a team');
}

async function requireServed(ctx: OperationContext, models: readonly string[]): Promise<void> {
  const served = await readServedModels(ctx);
  const errors = models.flatMap((model, index) =>
    isServed(served, model) ? [] : [{ pointer: `/models/${index}`, detail: `No active connection serves "${model}"` }],
  );
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

async function accessAsked(ctx: OperationContext, input: Input): Promise<AskedSubject> {
  const { name, place, keyId, teamId } = await holderOf(ctx, input);
  const holder = { key_id: keyId, team_id: teamId };
  const common = { amountNanoUsd: null, keyId, ...nearest(place) };
  if (input.kind === 'model_access') {
    const models = [...new Set(input.models ?? [])];
    await requireServed(ctx, models);
    return {
      ...common,
      title: `Use ${models.join(', ')} with ${name}`,
      subject: { models, ...holder } satisfies SubjectOf<'model_access'>,
    };
  }
  const providers = [...new Set(input.providers ?? [])];
  const known = new Set(ctx.runtime.providers.map((provider) => provider.name));
  const wrong = providers.findIndex((provider) => !known.has(provider));
  if (wrong !== -1) throw fault(`providers/${wrong}`, 'There is no provider of this name');
  return {
    ...common,
    title: `Use ${providers.join(', ')} with ${name}`,
    subject: { providers, ...holder } satisfies SubjectOf<'provider_access'>,
  };
}

async function keyAsked(ctx: OperationContext, input: Input): Promise<AskedSubject> {
  const { tx, tenantId, caller } = ctx;
  const { name = '', team_id: teamId, models, expires_at: expiresAt } = input;
  const own = await placementOf(tx, tenantId, 'user', caller.userId);
  if (teamId !== undefined && own?.teamIds.includes(teamId) !== true) throw missing('team_id', 'team of yours');
  if (models !== undefined) await requireServed(ctx, models);
  if (expiresAt !== undefined && expiresAt <= ctx.now) throw fault('expires_at', 'Must be in the future');
  const place = teamId === undefined ? own : await placementOf(tx, tenantId, 'team', teamId);
  const subject: SubjectOf<'key_request'> = {
    ...{ name, team_id: teamId ?? null, models: models ?? null, expires_at: expiresAt?.toISOString() ?? null },
  };
  const at = place === undefined ? { teamId: null, departmentId: null } : nearest(place);
  return { title: `A virtual key "${name}"`, subject, amountNanoUsd: null, keyId: null, ...at };
}

/** Whoever may change a planned project may ask to start it; how much was planned for it decides how many levels are asked. */
async function startAsked(ctx: OperationContext, projectId: string): Promise<AskedSubject> {
  const place = await placementOf(ctx.tx, ctx.tenantId, 'project', projectId);
  if (place === undefined || !ctx.access.allows('projects.read', place)) throw missing('project_id', 'project');
  const project = await readProject(ctx, projectId);
  if (!ctx.access.allows('projects.write', place))
    throw new AppError('forbidden', { detail: 'Asking to start a project needs projects.write there.' });
  if (project.archived_at !== null || project.status !== 'planned') throw fault('project_id', 'Only a planned project can be started');
  const amountNanoUsd = project.allocated_budget_usd ?? project.estimated_cost_usd;
  const subject: SubjectOf<'project_start'> = { project_id: projectId };
  return { title: `Start the project ${project.name}`, subject, amountNanoUsd, keyId: null, ...nearest(place) };
}

/** Checks what is asked for: what the caller may not see is reported like what is not there. */
export function askedSubject(ctx: OperationContext, input: Input): Promise<AskedSubject> {
  switch (input.kind) {
    case 'budget_raise':
      return raiseAsked(ctx, input.budget_id ?? '', input.limit_usd ?? 0n);
    case 'key_request':
      return keyAsked(ctx, input);
    case 'project_start':
      return startAsked(ctx, input.project_id ?? '');
    default:
      return accessAsked(ctx, input);
  }
}
