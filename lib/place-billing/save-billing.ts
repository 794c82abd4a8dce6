import type { BillingPlace } from '#lib/billing/billing-place.ts';
import { readSettings, saveSettings } from '#lib/billing/billing-settings.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import type { BillingSettings, SavedSettings } from '#lib/contracts/billing.ts';
import { setReporting } from './set-reporting.ts';

/** Saves how a place is billed, and makes the report follow that its people are sent. */
export async function saveBilling(
  ctx: OperationContext,
  place: BillingPlace,
  settings: BillingSettings,
): Promise<Outcome<SavedSettings> | Unchanged<SavedSettings>> {
  const before = await readSettings(ctx, place);
  const saved = await saveSettings(ctx, place, settings);
  if (saved.changes === null) return saved;
  const ofReport = await setReporting(ctx, place, { was: before.reporting, will: settings.reporting, scheduleId: before.reportScheduleId });
  const result: SavedSettings = { ...saved.result, reporting: settings.reporting, report_schedule_id: ofReport.scheduleId };
  return { ...saved, result, changes: [...saved.changes, ...ofReport.changes] };
}
