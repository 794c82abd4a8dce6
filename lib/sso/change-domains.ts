import { randomBytes } from 'node:crypto';
import { and, count, eq } from 'drizzle-orm';
import { ssoDomain } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { SsoDomain, ssoDomainAdd, ssoDomainList, ssoDomainRemove, ssoDomainsMax, ssoDomainUpdate } from '#lib/contracts/sso-domains.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readConnectionRow, type SsoConnectionRow } from './connection-rows.ts';
import { readDomain, readDomains } from './domain-rows.ts';
import { fault } from './provider-columns.ts';
import { requireMayOpenAccounts } from './require-may-open-accounts.ts';
import { requireNotEnforcedWithoutDomain } from './require-not-enforced.ts';

async function requireConnection({ tx, tenantId }: OperationContext, id: string | null | undefined): Promise<SsoConnectionRow | null> {
  if (id === null || id === undefined) return null;
  const row = await readConnectionRow(tx, tenantId, id);
  if (row.archivedAt !== null) throw fault('/sso_connection_id', `${row.name} is archived`);
  return row;
}

export const listDomains = defineQuery(ssoDomainList, async ({ tx, tenantId }) => ({
  data: await readDomains(tx, tenantId),
  next_cursor: null,
}));

export const addDomain = defineCommand(ssoDomainAdd, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await requireMayOpenAccounts(ctx);
  const connectionId = (await requireConnection(ctx, input.sso_connection_id))?.id ?? null;
  const [row] = await tx.select({ domains: count() }).from(ssoDomain).where(eq(ssoDomain.tenantId, tenantId));
  if ((row?.domains ?? 0) >= ssoDomainsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${ssoDomainsMax} domains, which is the most.` });
  const id = newUuid(now.getTime());
  const proof = randomBytes(20).toString('hex');
  const taken = { pointer: '/domain', detail: 'The domain is there already' };
  const values = { tenantId, id, domain: input.domain, connectionId, proof, createdAt: now };
  await refuseDuplicate('sso_domain_once', taken, tx.insert(ssoDomain).values(values));
  const after = await readDomain(tx, tenantId, id);
  return { result: after, changes: [changeOf('sso_domain', 'ssoDomain', SsoDomain, null, after)] };
});

async function lockDomain(ctx: OperationContext, id: string): Promise<SsoDomain> {
  await lockRow(ctx.tx, ssoDomain, ctx.tenantId, id);
  const before = await readDomain(ctx.tx, ctx.tenantId, id);
  ctx.expectVersion(before.version);
  await requireMayOpenAccounts(ctx);
  return before;
}

export const updateDomain = defineCommand(ssoDomainUpdate, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const before = await lockDomain(ctx, input.sso_domain_id);
  const connection = await requireConnection(ctx, input.sso_connection_id);
  const connectionId = connection?.id ?? null;
  if (connectionId === before.sso_connection_id) return { result: before, changes: null };
  if (connection?.status !== 'active') await requireNotEnforcedWithoutDomain(ctx, before.id);
  await tx
    .update(ssoDomain)
    .set({ connectionId, version: before.version + 1 })
    .where(and(eq(ssoDomain.tenantId, tenantId), eq(ssoDomain.id, before.id)));
  const after = await readDomain(tx, tenantId, before.id);
  return { result: after, changes: [changeOf('sso_domain', 'ssoDomain', SsoDomain, before, after)] };
});

export const removeDomain = defineCommand(ssoDomainRemove, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const before = await lockDomain(ctx, input.sso_domain_id);
  await requireNotEnforcedWithoutDomain(ctx, before.id);
  await tx.delete(ssoDomain).where(and(eq(ssoDomain.tenantId, tenantId), eq(ssoDomain.id, before.id)));
  return { result: null, changes: [changeOf('sso_domain', 'ssoDomain', SsoDomain, before, null)] };
});
