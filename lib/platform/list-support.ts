import { and, eq, sql } from 'drizzle-orm';
import { supportCase, tenant } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type SupportCase, supportCaseList } from '#lib/contracts/support.ts';
import { readOneSupportAccess } from '#lib/support/support-rows.ts';
import { inOtherTenant } from './in-other-tenant.ts';

const order = {
  key: sql`${supportCase.createdAt}`,
  type: 'time',
  id: sql`${supportCase.id}`,
  descending: true,
  valueOf: (row: { readonly createdAt: Date }) => row.createdAt.getTime(),
  idOf: (row: { readonly id: string }) => row.id,
} as const;

/** What became of a request, which only the tenant it was made to knows. */
const caseOf = (ctx: OperationContext, { id, ofTenantId }: { readonly id: string; readonly ofTenantId: string }): Promise<SupportCase> =>
  inOtherTenant(ctx, ofTenantId, async () => {
    const [row] = await ctx.tx.select({ name: tenant.name }).from(tenant).where(eq(tenant.tenantId, ofTenantId));
    const access = await readOneSupportAccess(ctx.tx, ofTenantId, ctx.now, id);
    return { ...access, tenant_id: ofTenantId, tenant_name: row?.name ?? '' };
  });

export const listSupportCases = defineQuery(supportCaseList, async (ctx, { limit, cursor }) => {
  const keyset = keysetOf<{ readonly createdAt: Date; readonly id: string }>('-created_at', order, cursor);
  const rows = await ctx.tx
    .select()
    .from(supportCase)
    .where(and(eq(supportCase.tenantId, ctx.tenantId), keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1);
  const page = keyset.page(rows, limit);
  const data: SupportCase[] = [];
  for (const row of page.data) data.push(await caseOf(ctx, row));
  return { data, next_cursor: page.next_cursor };
});
