import { and, eq } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { AppError } from '#lib/core/errors.ts';

/** Holds a row until the end of the transaction, so that what is read next is what will be changed; `not_found` without it. */
export async function lockRow(
  tx: TenantTransaction,
  table: PgTable & { readonly tenantId: PgColumn; readonly id: PgColumn },
  tenantId: string,
  id: string,
): Promise<void> {
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id)))
    .for('update');
  if (rows.length === 0) throw new AppError('not_found');
}

/**
 * Lets one change of the organization's shape happen after the other: limits are counted, trees are kept free of cycles
 * and the last administrator is kept by looking at more than one row. Foreign keys to the tenant are not held up.
 */
export async function lockTenant(tx: TenantTransaction, tenantId: string): Promise<void> {
  await tx.select({ tenantId: tenant.tenantId }).from(tenant).where(eq(tenant.tenantId, tenantId)).for('no key update');
}
