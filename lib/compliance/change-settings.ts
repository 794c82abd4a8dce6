import { complianceSetting } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type ComplianceSettings, complianceSettingsGet, complianceSettingsUpdate } from '#lib/contracts/compliance-audits.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type Reading, readComplianceSettings } from './compliance-settings.ts';
import { loadFrameworks } from './load-frameworks.ts';
import { lockCompliance } from './perform-audit.ts';

async function readSettings(reading: Reading): Promise<ComplianceSettings> {
  const { frameworks, schedule, monitoring, limits, dueDays, version } = await readComplianceSettings(reading);
  return {
    frameworks: frameworks === null ? null : [...frameworks],
    ...{ schedule, monitoring, version, due_days: dueDays },
    idle_minutes_max: limits.idleMinutesMax,
    key_days_max: limits.keyDaysMax,
    retention_days_max: limits.retentionDaysMax,
  };
}

async function requireFrameworks(reading: Reading, keys: readonly string[]): Promise<void> {
  const known = new Set((await loadFrameworks(reading)).map(({ key }) => key));
  const missing = keys.findIndex((key) => !known.has(key));
  if (missing < 0) return;
  throw new AppError('not_found', { errors: [{ pointer: `/frameworks/${missing}`, detail: 'There is no such framework' }] });
}

export const getComplianceSettings = defineQuery(complianceSettingsGet, (ctx) => readSettings(ctx));

export const updateComplianceSettings = defineCommand(complianceSettingsUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const { version: asRead } = await readSettings(ctx);
  ctx.expectVersion(asRead);
  await lockCompliance(ctx);
  const before = await readSettings(ctx);
  if (input.frameworks) await requireFrameworks(ctx, input.frameworks);
  const { version, ...fields } = { ...before, ...input };
  const values = {
    frameworks: fields.frameworks,
    ...{ schedule: fields.schedule, monitoring: fields.monitoring, dueDays: fields.due_days },
    idleMinutesMax: fields.idle_minutes_max,
    keyDaysMax: fields.key_days_max,
    retentionDaysMax: fields.retention_days_max,
    ...{ updatedAt: now, version: version + 1 },
  };
  await tx
    .insert(complianceSetting)
    .values({ tenantId, ...values })
    .onConflictDoUpdate({ target: complianceSetting.tenantId, set: values });
  const after = await readSettings(ctx);
  return { result: after, changes: [{ resource: 'compliance_settings', id: toPublicId('tenant', tenantId), before, after }] };
});
