import { sql } from 'drizzle-orm';
import { changeOf } from '#lib/command/change.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import type { ConfigSection } from '#lib/contracts/operation.ts';
import { PlatformTenant, platformTenantResume, platformTenantSell, platformTenantSuspend } from '#lib/contracts/platform.ts';
import type { TenantCeiling } from '#lib/contracts/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readPlatformTenant } from './get-tenant.ts';
import { inOtherTenant } from './in-other-tenant.ts';
import { noteInTenant } from './note-in-tenant.ts';

interface Standing {
  readonly status?: 'active' | 'suspended';
  readonly ceiling?: TenantCeiling;
}

/** What processes hold in memory of a tenant and have to load again. */
const touched: readonly ConfigSection[] = ['keys', 'connections', 'organization'];

/** Sets what a tenant is to the platform; the database itself refuses it outside of the platform's tenant. */
export async function setStanding({ tx }: OperationContext, tenantId: string, { status, ceiling }: Standing): Promise<void> {
  const sold = ceiling === undefined ? null : JSON.stringify(ceiling);
  const [row] = await tx.execute<{ found: boolean }>(
    sql`SELECT set_tenant_standing(${tenantId}::uuid, ${status ?? null}::text, ${sold}::jsonb) AS found`,
  );
  if (row?.found !== true) throw new AppError('not_found');
}

/** While it is suspended nothing else counts; resumed, it is quiet until its calls are counted again. */
function healthAfter({ status: before, health }: PlatformTenant, status: PlatformTenant['status']): PlatformTenant['health'] {
  if (status === 'suspended') return 'suspended';
  return before === 'suspended' ? 'idle' : health;
}

/** Changes it with an entry in both audit trails, and answers the tenant before and after. */
async function change(
  ctx: OperationContext,
  tenantId: string,
  action: string,
  standing: Standing,
  reason: string | null,
): Promise<Outcome<PlatformTenant>> {
  const before = await readPlatformTenant(ctx, tenantId);
  const { status = before.status, ceiling = before.ceiling } = standing;
  await setStanding(ctx, tenantId, standing);
  // The operator's role reads what is committed, so the answer is made of what is known.
  const after: PlatformTenant = { ...before, status, ceiling, health: healthAfter(before, status) };
  const id = toPublicId('tenant', tenantId);
  const noted = {
    ...{ resource: 'tenant', id, before: { status: before.status, ceiling: before.ceiling } },
    after: { status, ceiling, ...(reason === null ? {} : { reason }) },
  };
  await inOtherTenant(ctx, tenantId, async () => {
    await noteInTenant(ctx, tenantId, action, [noted]);
    await bumpConfigVersions(ctx.tx, tenantId, touched);
  });
  const own = changeOf('platform_tenant', 'tenant', PlatformTenant, before, after);
  return { result: after, changes: [reason === null ? own : { ...own, after: { ...own.after, reason } }] };
}

async function requireStatus(ctx: OperationContext, tenantId: string, status: 'active' | 'suspended'): Promise<void> {
  const tenant = await readPlatformTenant(ctx, tenantId);
  if (tenant.status !== status) throw new AppError('conflict', { detail: `${tenant.name} is ${tenant.status} already.` });
}

export const suspendTenant = defineCommand(platformTenantSuspend, async (ctx, { tenant_id: id, reason }) => {
  await requireStatus(ctx, id, 'active');
  return change(ctx, id, 'tenant.suspended', { status: 'suspended' }, reason);
});

export const resumeTenant = defineCommand(platformTenantResume, async (ctx, { tenant_id: id, reason }) => {
  await requireStatus(ctx, id, 'suspended');
  return change(ctx, id, 'tenant.resumed', { status: 'active' }, reason);
});

export const sellPlan = defineCommand(platformTenantSell, (ctx, { tenant_id: id, plan, limits }) =>
  change(ctx, id, 'tenant.ceiling_set', { ceiling: { plan, limits } }, null),
);
