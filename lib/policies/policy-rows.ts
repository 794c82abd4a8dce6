import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { policy, policyVersion, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Policy } from '#lib/contracts/policy-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { toScope } from './policy-scope.ts';
import { fromStoredDefinition } from './stored-definition.ts';

const shown = alias(policyVersion, 'shown');
const saver = alias(userAccount, 'saver');

/** SQL of the status of a policy. */
export const statusOf = sql<Policy['status']>`case when ${policy.archivedAt} is not null then 'archived'
  when ${policy.activeVersion} is not null then 'active' when ${policy.shadowVersion} is not null then 'shadow' else 'draft' end`;

const scopeName = sql<string | null>`case ${policy.scopeKind}
  when 'department' then (select d.name from department d where d.tenant_id = ${policy.tenantId} and d.id = ${policy.scopeId})
  when 'team' then (select t.name from team t where t.tenant_id = ${policy.tenantId} and t.id = ${policy.scopeId})
  when 'project' then (select p.name from project p where p.tenant_id = ${policy.tenantId} and p.id = ${policy.scopeId}) end`;

/** Policies as callers see them. */
export async function readPolicies(
  { tx, tenantId }: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Policy[]> {
  const rows = await tx
    .select({
      id: policy.id,
      name: policy.name,
      description: policy.description,
      type: policy.type,
      scopeKind: policy.scopeKind,
      scopeId: policy.scopeId,
      scope_name: scopeName,
      status: statusOf,
      active_version: policy.activeVersion,
      shadow_version: policy.shadowVersion,
      latest_version: sql<
        number | null
      >`(select max(v.number) from policy_version v where v.tenant_id = ${policy.tenantId} and v.policy_id = ${policy.id})`,
      published_at: policy.publishedAt,
      definition: shown.definition,
      draft: policy.draft,
      draft_saved_at: policy.draftSavedAt,
      draft_saved_by_name: sql<string | null>`coalesce(nullif(${saver.name}, ''), ${saver.email})`,
      created_at: policy.createdAt,
      updated_at: policy.updatedAt,
      version: policy.version,
    })
    .from(policy)
    .leftJoin(
      shown,
      and(
        eq(shown.tenantId, policy.tenantId),
        eq(shown.policyId, policy.id),
        sql`${shown.number} = coalesce(${policy.activeVersion}, ${policy.shadowVersion})`,
      ),
    )
    .leftJoin(saver, and(eq(saver.tenantId, policy.tenantId), eq(saver.id, policy.draftSavedBy)))
    .where(and(eq(policy.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ scopeKind, scopeId, ...row }) => {
    const definition = row.definition === null ? null : fromStoredDefinition(row.definition);
    return {
      ...row,
      scope: toScope({ scopeKind, scopeId }),
      definition,
      draft: row.draft === null ? null : fromStoredDefinition(row.draft),
      is_broken: row.definition !== null && definition === null,
    };
  });
}

export async function readPolicy(ctx: OperationContext, id: string): Promise<Policy> {
  const [found] = await readPolicies(ctx, { where: eq(policy.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
