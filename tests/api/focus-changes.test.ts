import { expect, test } from 'vitest';
import { rerate } from '#db/schema/index.ts';
import { csvRecords } from '#lib/core/csv.ts';
import { newUuid, toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { exportFocus } from '#lib/focus/index.ts';
import { bookAdjustment } from '#lib/ledger/index.ts';
import { budgetScene, dayMs, dollar, noon } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';

const { scene } = budgetScene('focus-changes');
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const monthOf = (ms: number): string => `${day(ms).slice(0, 7)}-01T00:00:00Z`;

async function rowsOf(fromMs: number, toMs: number): Promise<readonly Readonly<Record<string, string>>[]> {
  const { pieces } = await exportFocus.open(scene.as(scene.company.admin), { from: day(fromMs), to: day(toMs) });
  async function* bytes() {
    for await (const piece of pieces) yield Buffer.from(piece);
  }
  const records: (readonly string[])[] = [];
  for await (const { fields } of csvRecords(bytes())) records.push(fields);
  const [header = [], ...rows] = records;
  return rows.map((fields) => Object.fromEntries(header.map((name, at) => [name, fields[at] ?? ''])));
}

test('[COST-7] re-ratings and adjustments are told once: in their day while its month is open, else as corrections of the day of booking', async () => {
  const { tenantId, admin, searchId } = scene.company;
  const formerMs = noon - 45 * dayMs;
  const [former, recent] = [formerMs, noon - 1].map((atMs) =>
    companyCall(scene.company, { atMs, by: { teamId: searchId }, costNanoUsd: dollar }),
  );
  if (former === undefined || recent === undefined) throw new Error('Two calls are made');
  await postCalls(scene.database, [former, recent]);
  const id = newUuid();
  await scene.inside((tx) =>
    tx.insert(rerate).values({
      ...{ tenantId, id, state: 'done', reason: 'Typing error', fromAt: new Date(0), toAt: new Date(noon), createdBy: admin.userId },
    }),
  );
  for (const [event, amount] of [[former, -250_000_000n] as const, [recent, 500_000_000n] as const]) {
    await scene.database.superuser`INSERT INTO usage_correction (tenant_id, occurred_at, event_id, rerate_id, amount_nano_usd, created_at)
      VALUES (${tenantId}, to_timestamp(${uuidTimeMs(event.id) / 1000}), ${event.id}, ${id}, ${amount}, ${new Date(noon).toISOString()}::text::timestamptz)`;
  }
  const book = (input: object) => bookAdjustment.execute(scene.as(admin), { reason: 'Outage', ...input });
  await book({ kind: 'credit', amount_usd: '0.1', applies_at: new Date(formerMs).toISOString() });
  await book({ kind: 'adjust', amount_usd: '3', team_id: toPublicId('team', searchId) });
  const all = await rowsOf(formerMs - dayMs, noon + dayMs);
  const total = all.reduce((sum, { EffectiveCost }) => sum + Number(EffectiveCost), 0);
  expect(total).toBeCloseTo(2 - 0.25 + 0.5 - 0.1 + 3, 9);
  const told = all.filter(({ ChargeDescription }) => /Re-rating|Credit|Adjustment/.test(ChargeDescription ?? ''));
  const facts = told.map((row) => [
    row.ChargeCategory,
    row.ChargeClass,
    row.ChargePeriodStart?.slice(0, 10),
    row.BillingPeriodStart,
    row.EffectiveCost,
  ]);
  const [old, now] = [day(formerMs), day(noon)];
  expect(facts.sort()).toEqual(
    [
      ['Adjustment', 'Correction', old, monthOf(noon), '-0.25'],
      ['Adjustment', '', now, monthOf(noon), '0.5'],
      ['Credit', 'Correction', old, monthOf(noon), '-0.1'],
      ['Adjustment', '', now, monthOf(noon), '3'],
    ].sort(),
  );
  const ofTeam = told.find(({ EffectiveCost }) => EffectiveCost === '3');
  expect(ofTeam).toMatchObject({ SubAccountId: toPublicId('team', searchId), SubAccountName: 'Search' });
  // A closed month's file stays as it was.
  const closed = await rowsOf(formerMs - dayMs, formerMs + dayMs);
  expect(closed.reduce((sum, { EffectiveCost }) => sum + Number(EffectiveCost), 0)).toBeCloseTo(1, 9);
});
