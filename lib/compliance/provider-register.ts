import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { providerRecord, usageDimension } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { ProviderRecord, providerRecordList, providerRecordSet } from '#lib/contracts/compliance-providers.ts';
import { AppError } from '#lib/core/errors.ts';
import { usedProviders } from './checks/used-providers.ts';
import { defaultLimits } from './compliance-settings.ts';
import { lockCompliance } from './perform-audit.ts';

type Row = typeof providerRecord.$inferSelect;

const nothing = {
  ...{ legal_name: '', regions: [], dpa_reference: null, dpa_signed_at: null, baa_reference: null, baa_signed_at: null },
  ...{ retention_days: null, training_excluded: null, note: '', reviewed_at: null, reviewed_by: null, version: 0 as const },
};

const agreedOf = (row: Row) => ({
  ...{ legal_name: row.legalName, regions: row.regions, dpa_reference: row.dpaReference, dpa_signed_at: row.dpaSignedAt },
  ...{ baa_reference: row.baaReference, baa_signed_at: row.baaSignedAt, retention_days: row.retentionDays },
  ...{ training_excluded: row.trainingExcluded, note: row.note, reviewed_at: row.reviewedAt, reviewed_by: row.reviewedBy },
  version: row.version,
});

async function readRegister({ tx, tenantId, now, runtime }: OperationContext): Promise<ProviderRecord[]> {
  const rows = await tx.select().from(providerRecord).where(eq(providerRecord.tenantId, tenantId)).orderBy(asc(providerRecord.provider));
  const used = await tx.execute<{ provider: string }>(usedProviders({ tenantId, now, limits: defaultLimits }));
  const usedNames = new Set(used.map(({ provider }) => provider));
  const labels = new Map(runtime.providers.map(({ name, label }) => [name, label]));
  const byName = new Map(rows.map((row) => [row.provider, row]));
  return [...new Set([...byName.keys(), ...usedNames])].sort().map((provider) => {
    const row = byName.get(provider);
    const common = { provider, label: labels.get(provider) ?? provider, registered: row !== undefined, used: usedNames.has(provider) };
    return { ...common, ...(row === undefined ? nothing : agreedOf(row)) };
  });
}

export const listProviderRecords = defineQuery(providerRecordList, async (ctx) => ({ data: await readRegister(ctx) }));

/** What data once went to belongs into the register, also where this version of the gateway does not know it (any more). */
async function wasCalled({ tx, tenantId }: OperationContext, provider: string): Promise<boolean> {
  const isThis = and(eq(usageDimension.tenantId, tenantId), eq(usageDimension.kind, 'provider'), eq(usageDimension.value, provider));
  const rows = await tx.select({ id: usageDimension.id }).from(usageDimension).where(isThis).limit(1);
  return rows.length > 0;
}

/** Sets all of it: a PUT says what is to hold, and what it leaves out is not known. */
export const setProviderRecord = defineCommand(providerRecordSet, async (ctx, { provider, ...given }) => {
  const { tx, tenantId, now, caller, runtime } = ctx;
  const fault = { pointer: '/provider', detail: 'There is no such provider, and none of this name was called' };
  await lockCompliance(ctx);
  const known = (await readRegister(ctx)).find((one) => one.provider === provider);
  if (known === undefined && !runtime.providers.some(({ name }) => name === provider) && !(await wasCalled(ctx, provider)))
    throw new AppError('validation_failed', { errors: [fault] });
  const before = known?.registered === true ? known : undefined;
  ctx.expectVersion(before?.version ?? 0);
  const values = {
    ...{ legalName: given.legal_name, regions: given.regions, dpaReference: given.dpa_reference, dpaSignedAt: given.dpa_signed_at },
    ...{ baaReference: given.baa_reference, baaSignedAt: given.baa_signed_at, retentionDays: given.retention_days },
    ...{ trainingExcluded: given.training_excluded, note: given.note, reviewedAt: now, reviewedBy: caller.userId, updatedAt: now },
    version: (before?.version ?? 0) + 1,
  };
  const target = [providerRecord.tenantId, providerRecord.provider];
  await tx
    .insert(providerRecord)
    .values({ tenantId, provider, ...values })
    .onConflictDoUpdate({ target, set: values });
  const after = (await readRegister(ctx)).find((one) => one.provider === provider);
  if (after === undefined) throw new AppError('internal', { internal: 'A provider that was just entered is not in the register' });
  const wire = (record: ProviderRecord | undefined) => (record === undefined ? null : Object(z.encode(ProviderRecord, record)));
  return { result: after, changes: [{ resource: 'compliance_provider', id: provider, before: wire(before), after: wire(after) }] };
});
