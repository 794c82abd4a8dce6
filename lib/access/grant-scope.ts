import { type Column, type SQL, sql } from 'drizzle-orm';
import { department, project, team } from '#db/schema/index.ts';
import { type Placement, tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { scopeKinds } from '#lib/contracts/role-scope.ts';
import { AppError } from '#lib/core/errors.ts';

/** A part of the organization a role is granted on; `scopeId` is null for all of it. */
export interface GrantScope {
  readonly scopeKind: (typeof scopeKinds)[number];
  readonly scopeId: string | null;
}

/** The part that an input names; at most one of the ids is given (`scopeOfOne`). */
export function grantScopeOf(input: {
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly project_id?: string | undefined;
}): GrantScope {
  const named = { department: input.department_id, team: input.team_id, project: input.project_id };
  for (const scopeKind of ['department', 'team', 'project'] as const) {
    const scopeId = named[scopeKind];
    if (scopeId !== undefined) return { scopeKind, scopeId };
  }
  return { scopeKind: 'tenant', scopeId: null };
}

/** Where the part sits; `not_found` with the field that named it where there is no such thing. */
export async function placementOfScope(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  { scopeKind, scopeId }: GrantScope,
): Promise<Placement> {
  if (scopeKind === 'tenant' || scopeId === null) return tenantPlacement;
  const placement = await placementOf(tx, tenantId, scopeKind, scopeId);
  if (placement !== undefined) return placement;
  throw new AppError('not_found', { errors: [{ pointer: `/${scopeKind}_id`, detail: `There is no ${scopeKind} with this id` }] });
}

/** Ids of the part of a grant by its kind, as columns; null for the others. */
export const scopeIdsOf = (grant: { readonly scopeKind: Column; readonly scopeId: Column }) => {
  const idWhere = (kind: GrantScope['scopeKind']): SQL<string | null> =>
    sql<string | null>`case when ${grant.scopeKind} = ${sql.raw(`'${kind}'`)} then ${grant.scopeId} end`;
  return { departmentId: idWhere('department'), teamId: idWhere('team'), projectId: idWhere('project') };
};

/** The name of the part of a grant, as a column; null for the organization. */
export const scopeNameOf = (grant: { readonly tenantId: Column; readonly scopeId: Column }): SQL<string | null> =>
  sql<string | null>`coalesce(
    (select name from ${department} d where d.tenant_id = ${grant.tenantId} and d.id = ${grant.scopeId}),
    (select name from ${team} t where t.tenant_id = ${grant.tenantId} and t.id = ${grant.scopeId}),
    (select name from ${project} p where p.tenant_id = ${grant.tenantId} and p.id = ${grant.scopeId}))`;
