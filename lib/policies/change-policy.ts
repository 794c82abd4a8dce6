import { and, count, eq, isNull } from 'drizzle-orm';
import { policy } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { policiesMax } from '#lib/contracts/policy-names.ts';
import { Policy } from '#lib/contracts/policy-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readPolicy } from './policy-rows.ts';
import { requireScope } from './policy-scope.ts';

const policyNameTaken = { pointer: '/name', detail: 'Another policy has this name' };

type PolicyColumns = Partial<Omit<typeof policy.$inferInsert, 'tenantId' | 'id' | 'version' | 'updatedAt'>>;

/** Locks a policy and reads it as it is before the change; checks If-Match and refuses archived ones. */
export async function lockPolicy(ctx: OperationContext, id: string): Promise<Policy> {
  await lockRow(ctx.tx, policy, ctx.tenantId, id);
  const before = await readPolicy(ctx, id);
  ctx.expectVersion(before.version);
  if (before.status === 'archived') throw new AppError('conflict', { detail: `${before.name} is archived. Create another policy.` });
  return before;
}

/** Writes the columns of a locked policy, as one more version of the row. */
export async function changePolicy(ctx: OperationContext, before: Policy, columns: PolicyColumns): Promise<Outcome<Policy>> {
  const written = ctx.tx
    .update(policy)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(policy.tenantId, ctx.tenantId), eq(policy.id, before.id)));
  await refuseDuplicate('policy_name', policyNameTaken, written);
  const after = await readPolicy(ctx, before.id);
  return { result: after, changes: [changeOf('policy', 'policy', Policy, before, after)] };
}

/** Columns of a draft that was just saved, or dropped. */
export const draftColumns = (ctx: OperationContext, draft: PolicyDefinition | null): PolicyColumns =>
  draft === null
    ? { draft: null, draftSavedAt: null, draftSavedBy: null }
    : { draft, draftSavedAt: ctx.now, draftSavedBy: ctx.caller.userId };

/** What a new policy is made of. */
type NewPolicy = Pick<Policy, 'name' | 'description' | 'type' | 'scope'> & { readonly draft: PolicyDefinition };

/** Writes a policy whose draft was checked; the tenant is locked, so that the limit on their number holds. */
export async function insertPolicy(ctx: OperationContext, { scope, draft, ...named }: NewPolicy, pointer = ''): Promise<Policy> {
  const { tx, tenantId, now } = ctx;
  const [row] = await tx
    .select({ policies: count() })
    .from(policy)
    .where(and(eq(policy.tenantId, tenantId), isNull(policy.archivedAt)));
  if ((row?.policies ?? 0) >= policiesMax)
    throw new AppError('limit_reached', { detail: `The organization has ${policiesMax} policies, which is the most.` });
  const id = newUuid(now.getTime());
  const columns = await requireScope(ctx, scope, `${pointer}/scope`);
  const values = { tenantId, id, ...named, ...columns, createdAt: now, updatedAt: now, ...draftColumns(ctx, draft) };
  await refuseDuplicate('policy_name', { ...policyNameTaken, pointer: `${pointer}/name` }, tx.insert(policy).values(values));
  return readPolicy(ctx, id);
}
