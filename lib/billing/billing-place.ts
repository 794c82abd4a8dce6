import { and, eq } from 'drizzle-orm';
import { department, project, team, tenant } from '#db/schema/index.ts';
import type { ScopeKey } from '#lib/budgets/spend-scope.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** A part of the organization that is billed. */
export interface BillingPlace {
  readonly kind: 'tenant' | 'department' | 'team' | 'project';
  readonly id: string;
  readonly name: string;
  /** Where its days begin: the organization's zone. */
  readonly timeZone: string;
}

async function nameOf({ tx, tenantId }: OperationContext, kind: BillingPlace['kind'], id: string): Promise<string | undefined> {
  if (kind === 'tenant') return undefined;
  const table = { team, department, project }[kind];
  const [row] = await tx
    .select({ name: table.name })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
  if (row === undefined) throw new AppError('not_found');
  return row.name;
}

export async function readPlace(ctx: OperationContext, kind: BillingPlace['kind'], id: string): Promise<BillingPlace> {
  const name = await nameOf(ctx, kind, id);
  const [row] = await ctx.tx.select({ name: tenant.name, timeZone: tenant.timeZone }).from(tenant).where(eq(tenant.tenantId, ctx.tenantId));
  return { kind, id, name: name ?? row?.name ?? '', timeZone: row?.timeZone ?? 'UTC' };
}

export const scopeOfPlace = ({ kind, id }: BillingPlace): ScopeKey => ({ kind, value: kind === 'tenant' ? '' : id });

export const publicIdOfPlace = ({ kind, id }: BillingPlace): string => toPublicId(kind, id);
