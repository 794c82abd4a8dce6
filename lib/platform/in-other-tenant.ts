import { inTenantOf } from '#db/tenant.ts';
import type { OperationContext } from '#lib/command/context.ts';

/** Runs `work` on the rows of another tenant in the transaction of an operation of the platform; see `inTenantOf` for errors. */
export function inOtherTenant<Result>(ctx: OperationContext, tenantId: string, work: () => Promise<Result>): Promise<Result> {
  if (ctx.caller.isOperator !== true) throw new Error('Only an operation of the platform may look into another tenant');
  return inTenantOf(ctx.runtime.databases.app, ctx.tx, { home: ctx.tenantId, there: tenantId }, work);
}
