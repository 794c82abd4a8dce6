import { and, eq } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import { type Access, type Placement, reachOf, tenantPlacement, visibilityCondition } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { Permission } from '#lib/contracts/permissions.ts';
import type { ReportScopeKind, ReportSectionName } from '#lib/contracts/report-request.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { partTables } from '#lib/statements/statement-scope.ts';
import type { ReportDocument } from './report-document.ts';
import type { ReportPeriod } from './report-period.ts';

/** Which part of the organization; `id` is a UUID, null for the tenant. */
export interface ReportScope {
  readonly kind: ReportScopeKind;
  readonly id: string | null;
}

/** What a kind reads its sections with: a caller whose access has been checked for the scope. */
export interface ReportReader {
  /** Its `reach` is that of the kind's permission. */
  readonly ctx: OperationContext;
  readonly scope: ReportScope;
  readonly period: ReportPeriod;
  readonly sections: readonly ReportSectionName[];
}

interface ScopeInput {
  readonly scope: ReportScopeKind;
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly project_id?: string | undefined;
  readonly cost_center_id?: string | undefined;
}

/** The scope that an input names; the field of its kind is there, the contract has checked that. */
export const scopeOfInput = (input: ScopeInput): ReportScope => ({
  kind: input.scope,
  id: input.scope === 'tenant' ? null : (input[`${input.scope}_id`] ?? null),
});

/** Where a permission must be held to see a report; `not_found` for a part that is not there. */
export async function placeOfScope(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  { kind, id }: ReportScope,
): Promise<Placement> {
  if (id === null) return tenantPlacement;
  const placement = await placementOf(tx, tenantId, kind === 'tenant' ? 'cost_center' : kind, id);
  if (placement === undefined) throw new AppError('not_found');
  return placement;
}

/** The same caller looking with another permission: what lists show is what that one reaches. */
export async function lookingWith(ctx: OperationContext, permission: Permission): Promise<OperationContext> {
  const reach = await reachOf(ctx.tx, ctx.access, permission);
  return { ...ctx, reach, ownUserId: null, visible: (columns) => visibilityCondition(ctx.caller, reach, false, columns) };
}

/** Throws `forbidden` where the permission is not held on the scope. */
export async function requireSees(
  ctx: Pick<OperationContext, 'tx' | 'tenantId'> & { readonly access: Access },
  permission: Permission,
  scope: ReportScope,
): Promise<void> {
  if (ctx.access.allows(permission, await placeOfScope(ctx, scope))) return;
  throw new AppError('forbidden', { detail: `This report needs the permission ${permission} there. Ask an administrator for it.` });
}

/** Names of the organization and of the scope, as they are now. */
export async function nameReport(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  { kind, id }: ReportScope,
): Promise<Pick<ReportDocument, 'organization' | 'scope'>> {
  const [own] = await tx.select({ name: tenant.name }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const organization = own?.name ?? '';
  if (kind === 'tenant' || id === null) return { organization, scope: { kind: 'tenant', id: null, name: organization } };
  const table = partTables[kind];
  const [row] = await tx
    .select({ name: table.name })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
  if (row === undefined) throw new AppError('not_found');
  return { organization, scope: { kind, id: toPublicId(kind === 'cost_center' ? 'costCenter' : kind, id), name: row.name } };
}
