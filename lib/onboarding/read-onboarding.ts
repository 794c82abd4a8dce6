import { eq, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Onboarding } from '#lib/contracts/onboarding.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readStepFacts } from './step-facts.ts';
import { progressOf, type StoredProgress } from './stored-progress.ts';
import { toOnboarding } from './to-onboarding.ts';

export async function readProgress({ tx, tenantId }: OperationContext): Promise<StoredProgress> {
  const [row] = await tx.select({ settings: tenant.settings }).from(tenant).where(eq(tenant.tenantId, tenantId));
  return progressOf(row?.settings ?? {});
}

/** The set-up as it is now. */
export async function readOnboarding(ctx: OperationContext): Promise<Onboarding> {
  return toOnboarding(await readStepFacts(ctx.tx, ctx.tenantId), await readProgress(ctx));
}

/** Keeps what cannot be found out by looking. The version of the organization stays: nothing of it has changed. */
export async function writeProgress({ tx, tenantId }: OperationContext, before: StoredProgress, after: StoredProgress): Promise<Change> {
  await tx
    .update(tenant)
    .set({ settings: sql`${tenant.settings} || ${JSON.stringify({ onboarding: after })}::jsonb` })
    .where(eq(tenant.tenantId, tenantId));
  return { resource: 'onboarding', id: toPublicId('tenant', tenantId), before, after };
}
