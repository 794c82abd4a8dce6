import { and, eq, type SQL, sql } from 'drizzle-orm';
import { guardrail, guardrailVersion } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { GuardrailDefinition } from '#lib/contracts/guardrail-definition.ts';
import type { Guardrail } from '#lib/contracts/guardrails.ts';
import { AppError } from '#lib/core/errors.ts';
import { toScope } from '#lib/policies/policy-scope.ts';

/** SQL of the status of a guardrail. */
export const statusOf = sql<Guardrail['status']>`case when ${guardrail.archivedAt} is not null then 'archived'
  when ${guardrail.activeVersion} is not null then 'active' when ${guardrail.shadowVersion} is not null then 'shadow' else 'draft' end`;

/** Null for what this version cannot read: such a guardrail catches what it is for and is never guessed at. */
export function fromStored(stored: unknown): GuardrailDefinition | null {
  const read = GuardrailDefinition.safeParse(stored);
  return read.success ? read.data : null;
}

/** Guardrails as callers see them. */
export async function readGuardrails(
  { tx, tenantId }: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Guardrail[]> {
  const rows = await tx
    .select({
      ...{ id: guardrail.id, name: guardrail.name, description: guardrail.description },
      ...{ scopeKind: guardrail.scopeKind, scopeId: guardrail.scopeId, status: statusOf },
      ...{ active_version: guardrail.activeVersion, shadow_version: guardrail.shadowVersion },
      latest_version: sql<
        number | null
      >`(select max(v.number) from guardrail_version v where v.tenant_id = ${guardrail.tenantId} and v.guardrail_id = ${guardrail.id})`,
      ...{ published_at: guardrail.publishedAt, stored: guardrailVersion.definition, draft: guardrail.draft },
      has_secret: sql<boolean>`${guardrail.credential} is not null`,
      ...{ created_at: guardrail.createdAt, updated_at: guardrail.updatedAt, version: guardrail.version },
    })
    .from(guardrail)
    .leftJoin(
      guardrailVersion,
      and(
        eq(guardrailVersion.tenantId, guardrail.tenantId),
        eq(guardrailVersion.guardrailId, guardrail.id),
        sql`${guardrailVersion.number} = coalesce(${guardrail.activeVersion}, ${guardrail.shadowVersion})`,
      ),
    )
    .where(and(eq(guardrail.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ scopeKind, scopeId, stored, draft, ...row }) => {
    const definition = stored === null ? null : fromStored(stored);
    return {
      ...row,
      scope: toScope({ scopeKind, scopeId }),
      definition,
      draft: draft === null ? null : fromStored(draft),
      is_broken: stored !== null && definition === null,
    };
  });
}

export async function readGuardrail(ctx: OperationContext, id: string): Promise<Guardrail> {
  const [found] = await readGuardrails(ctx, { where: eq(guardrail.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
