import { and, eq } from 'drizzle-orm';
import { environment } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Environment } from '#lib/contracts/environments.ts';
import { environmentSlugTaken } from './create-environment.ts';
import { readEnvironment } from './environment-rows.ts';

/** Holds the tenant, because budgets may follow, and an environment as it is before the change; checks If-Match. */
export async function lockEnvironment(ctx: OperationContext, id: string): Promise<Environment> {
  await lockTenant(ctx.tx, ctx.tenantId);
  await lockRow(ctx.tx, environment, ctx.tenantId, id);
  const before = await readEnvironment(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Writes the columns of a locked environment, as one more version; `along` is what changed with it. */
export async function writeEnvironment(
  ctx: OperationContext,
  before: Environment,
  columns: Partial<typeof environment.$inferInsert>,
  along: readonly Change[] = [],
): Promise<Outcome<Environment>> {
  const set = { ...columns, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(environment.tenantId, ctx.tenantId), eq(environment.id, before.id));
  await refuseDuplicate('environment_slug', environmentSlugTaken, ctx.tx.update(environment).set(set).where(row));
  const after = await readEnvironment(ctx, before.id);
  return { result: after, changes: [changeOf('environment', 'environment', Environment, before, after), ...along] };
}
