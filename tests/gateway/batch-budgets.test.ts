import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { newUuid } from '#lib/core/ids.ts';
import { errorOf } from './support/call.ts';
import { type ObjectScene, openObjectScene, teamId } from './support/object-scene.ts';
import { answerJson } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const fiscal = { weekStart: 1, fiscalMonth: 1, fiscalDay: 1, fixedStartMs: null, fixedEndMs: null } as const;
const rule = { periodKind: 'monthly', timeZone: 'UTC', ...fiscal } as const;
const line = JSON.stringify({
  ...{ custom_id: 'a', method: 'POST', url: '/v1/chat/completions' },
  body: { model: 'gpt-4o-mini', max_tokens: 1_000, messages: [{ role: 'user', content: 'Hello' }] },
});

/** Money that a provider works with for hours is the budget's as much as that of a call. */
describe('[COST-2] [COST-4] batches in budgets', () => {
  let scene: ObjectScene;
  const budgetId = newUuid();
  beforeAll(async () => {
    scene = await openObjectScene('fast lane');
    const { database, gateway } = scene;
    // A batch of one line holds about 0.0006 dollars.
    await database.superuser`INSERT INTO budget (tenant_id, id, name, scope_kind, scope_value, limit_nano_usd, period_kind, thresholds)
      VALUES (${tenantId}, ${budgetId}, 'Small', 'team', ${teamId}, 1000000, 'monthly', '[]')`;
    const budget = { tenantId, budgetId, name: 'Small', enforcement: 'hard', onOverrun: 'finish', fitOutput: false, rule } as const;
    const scoped = { scopeKind: 'team', scopeValue: teamId, memberIds: [teamId] } as const;
    const inForce = { ...budget, effectiveFromMs: null, effectiveUntilMs: null, owner: 'Mara Lindqvist', acting: null };
    const tenant = gateway.snapshot.tenant(tenantId);
    gateway.snapshot.addTenant({ ...tenant, tenantId, budgets: new TenantBudgets([{ ...scoped, budget: inForce }]) });
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  const leased = async () =>
    (
      await scene.database.superuser<
        { leased: bigint }[]
      >`SELECT leased_nano_usd AS leased FROM budget_period WHERE budget_id = ${budgetId}`
    )[0]?.leased;

  it('holds in the budget what the provider took on, refuses what is not covered, and gives back what was not begun', async () => {
    const { ask, held, keys, provider, uploaded } = scene;
    const fileId = await uploaded('batch', line);
    const body = { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h' };
    provider.script = answerJson('{"error":{"message":"Enqueued token limit reached"}}', 400);
    expect((await ask('POST', '/batches', body)).status).toBe(400);
    expect(await leased()).toBe(0n);
    provider.script = answerJson('{"id":"batch-1","object":"batch","status":"validating"}');
    expect((await ask('POST', '/batches', body)).status).toBe(200);
    const [hold] = await held();
    expect(hold?.amount).toBeGreaterThan(500_000n);
    expect(await leased()).toBe(hold?.amount);
    provider.seen.length = 0;
    const refused = await ask('POST', '/batches', body, keys.colleague);
    expect(refused.status).toBe(402);
    expect(await errorOf(refused)).toMatchObject({ code: 'budget_exceeded', message: expect.stringContaining('Mara Lindqvist') });
    expect(provider.seen).toEqual([]);
    expect((await held()).length).toBe(1);
    // Who is in no team is not charged to it.
    const own = await uploaded('batch', line, keys.stranger);
    provider.script = answerJson('{"id":"batch-2","object":"batch","status":"validating"}');
    expect((await ask('POST', '/batches', { ...body, input_file_id: own }, keys.stranger)).status).toBe(200);
    expect(await leased()).toBe(hold?.amount);
  });
});
