import { defineQuery } from '#lib/command/define-query.ts';
import { tenantGet } from '#lib/contracts/tenant.ts';
import { readTenant } from './tenant-rows.ts';

export const getTenant = defineQuery(tenantGet, (ctx) => readTenant(ctx.tx, ctx.tenantId));
