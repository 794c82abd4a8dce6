import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { PlatformTenant, platformTenantCreate } from '#lib/contracts/platform.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { newTemporaryPassword, temporaryPasswordEnd } from '#lib/identity/temporary-password.ts';
import { setStanding } from './change-standing.ts';
import { inOtherTenant } from './in-other-tenant.ts';
import { noteInTenant } from './note-in-tenant.ts';
import { addAdministrator, provisionTenant } from './provision-tenant.ts';

const slugTaken = { pointer: '/slug', detail: 'Another organization has this short name' };

/** The tenant with its roles and its first administrator, whose password somebody else will have seen. */
async function provision(ctx: OperationContext, tenantId: string, input: InputOf<typeof platformTenantCreate>, passwordHash: string) {
  const { tx, now } = ctx;
  const given = { tenantId, slug: input.slug, name: input.name, kind: 'customer', timeZone: input.time_zone, createdAt: now } as const;
  const roles = await refuseDuplicate('tenant_slug_unique', slugTaken, provisionTenant(tx, { ...given, residency: input.residency }, now));
  const person = { email: input.admin_email, name: input.admin_name ?? '', passwordHash, timeZone: input.time_zone, createdAt: now };
  const userId = await addAdministrator(tx, tenantId, roles, { ...person, temporaryPasswordExpiresAt: temporaryPasswordEnd(now) });
  const after = { slug: input.slug, name: input.name, administrator: toPublicId('user', userId) };
  await noteInTenant(ctx, tenantId, 'tenant.provisioned', [
    { resource: 'tenant', id: toPublicId('tenant', tenantId), before: null, after },
  ]);
}

/** Hashing takes longer than a transaction should, so it happens between two. */
export const createPlatformTenant = defineAction(platformTenantCreate, {
  prepare: async () => undefined,
  effect: newTemporaryPassword,
  async record(ctx, input, { password, hash }) {
    const tenantId = newUuid(ctx.now.getTime());
    await inOtherTenant(ctx, tenantId, () => provision(ctx, tenantId, input, hash));
    if (input.ceiling !== undefined) await setStanding(ctx, tenantId, { ceiling: input.ceiling });
    // What the operator's role reads is not committed yet.
    const tenant = newcomer(tenantId, input, ctx.now);
    return {
      result: { tenant, temporary_password: password },
      changes: [changeOf('platform_tenant', 'tenant', PlatformTenant, null, tenant)],
    };
  },
});

/** A tenant in which nothing has happened yet. */
const newcomer = (id: string, input: InputOf<typeof platformTenantCreate>, now: Date): PlatformTenant => ({
  ...{ id, slug: input.slug, name: input.name, kind: 'customer', status: 'active', residency: input.residency },
  ...{ ceiling: input.ceiling ?? { plan: null, limits: {} }, health: 'new', people: 0, active_day: 0, active_month: 0 },
  ...{ retention_percent: null, adoption_percent: null, requests: 0, growth_percent: null, error_percent: null },
  ...{ cost_usd: 0n, saved_usd: 0n, measured_on: null, created_at: now },
});
