import { and, eq, inArray, isNull } from 'drizzle-orm';
import { department, role, team, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ApprovalRule } from '#lib/contracts/approval-rules.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';

type Checked = Pick<ApprovalRule, 'kind' | 'above_usd' | 'providers' | 'models' | 'restricted' | 'levels'>;

/** What makes no sense together. */
function faultsOf(rule: Checked): readonly FieldError[] {
  const { kind, above_usd: above, providers, models, restricted } = rule;
  const names = providers.length + models.length;
  if (kind === 'request' && above === null && names === 0)
    return [{ pointer: '/above_usd', detail: 'Say above which cost calls wait, or to which providers or models' }];
  if (kind !== 'request' && (above !== null || names > 0 || restricted))
    return [{ pointer: '/kind', detail: 'Only rules for requests name a cost, providers or models' }];
  if (restricted && names === 0) return [{ pointer: '/restricted', detail: 'Name the providers or models that are restricted' }];
  return [];
}

/** Refuses a rule that could never act, and levels that ask nobody: roles, people and providers have to be there. */
export async function requireRule({ tx, tenantId, runtime }: OperationContext, rule: Checked): Promise<void> {
  const errors = [...faultsOf(rule)];
  const known = new Set(runtime.providers.map(({ name }) => name));
  rule.providers.forEach((name, index) => {
    if (!known.has(name)) errors.push({ pointer: `/providers/${index}`, detail: 'There is no provider of this name' });
  });
  const roles = await tx.select({ name: role.name }).from(role).where(eq(role.tenantId, tenantId));
  const named = [...new Set(rule.levels.flatMap(({ user_ids }) => user_ids))];
  const people = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), inArray(userAccount.id, named), eq(userAccount.status, 'active')));
  rule.levels.forEach(({ role: asked, user_ids }, index) => {
    if (asked !== null && !roles.some(({ name }) => name === asked))
      errors.push({ pointer: `/levels/${index}/role`, detail: 'There is no role of this name' });
    if (!user_ids.every((id) => people.some((person) => person.id === id)))
      errors.push({ pointer: `/levels/${index}/user_ids`, detail: 'One of these people does not exist or is not active' });
  });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

/** Where a rule holds; refuses a team or department that is not there. */
export async function requireRulePlace(
  { tx, tenantId }: OperationContext,
  { department_id: departmentId, team_id: teamId }: { readonly department_id?: string | undefined; readonly team_id?: string | undefined },
): Promise<{ readonly scopeKind: 'tenant' | 'department' | 'team'; readonly scopeId: string | null }> {
  if (departmentId !== undefined && teamId !== undefined)
    throw new AppError('validation_failed', {
      errors: [{ pointer: '/team_id', detail: 'A rule is for a department or a team, not both' }],
    });
  const scopeId = teamId ?? departmentId ?? null;
  if (scopeId === null) return { scopeKind: 'tenant', scopeId };
  const scopeKind = teamId === undefined ? ('department' as const) : ('team' as const);
  const table = scopeKind === 'team' ? team : department;
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, scopeId), isNull(table.archivedAt)));
  if (rows.length === 0)
    throw new AppError('not_found', { errors: [{ pointer: `/${scopeKind}_id`, detail: `There is no active ${scopeKind} with this id` }] });
  return { scopeKind, scopeId };
}
