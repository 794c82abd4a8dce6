import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type PlatformTenant, platformTenantGet } from '#lib/contracts/platform.ts';
import { AppError } from '#lib/core/errors.ts';
import { readPlatformDays, readTenantFigures } from './tenant-figures.ts';

/** One tenant of the platform; `not_found` for the platform's own too. */
export async function readPlatformTenant({ runtime, now }: Pick<OperationContext, 'runtime' | 'now'>, id: string): Promise<PlatformTenant> {
  const [found] = await readTenantFigures(runtime.databases, now, sql`t.tenant_id = ${id}`);
  if (found === undefined) throw new AppError('not_found');
  return found.tenant;
}

export const getPlatformTenant = defineQuery(platformTenantGet, async (ctx, { tenant_id: id }) => ({
  ...(await readPlatformTenant(ctx, id)),
  days: await readPlatformDays(ctx.runtime.databases, sql`d.tenant_id = ${id}`),
}));
