import { afterEach, describe, expect, test } from 'vitest';
import type { ApprovalDesk, CallToApprove, Demand } from '#lib/approvals/approval-desk.ts';
import type { ActingThresholds } from '#lib/budgets/engine/acting-thresholds.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { chatBody, errorOf, gpt4oMini, post } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { connectionTo, keyId, type TestGatewayOptions, tenantId } from './support/test-gateway.ts';
import { openBudgets, type WantedBudget } from './support/with-budgets.ts';

const nothing: ActingThresholds = {
  ...{ untilMs: Date.now() + 3_600_000, remainingNanoUsd: 1_000_000_000n },
  ...{ approval: null, downgrade: null, restrict: null, throttle: null },
};
const nobody = { keyIds: new Set<string>(), teamIds: new Set<string>(), nonEssentialTags: [] };

let opened: Awaited<ReturnType<typeof openBudgets>> | undefined;

afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

/** A gateway with one budget of ten dollars whose reached thresholds do this. */
async function openWith(acting: Partial<ActingThresholds>, more: Partial<WantedBudget> = {}, options: TestGatewayOptions = {}) {
  const wanted = { name: 'Research', limit: '10', ...more, more: { acting: { ...nothing, ...acting }, ...more.more } };
  opened = await openBudgets([wanted], options);
  const { gateway, provider, budgetIds } = opened;
  provider.script = answerJson(chatCompletion());
  gateway.snapshot.addPrice({
    ...gpt4oMini,
    model: 'gpt-4o',
    tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 2_500_000n, output: 10_000_000n } }],
  });
  return { gateway, provider, budgetId: toPublicId('budget', budgetIds[0] ?? '') };
}

const modelSent = (body: Buffer | undefined): unknown => JSON.parse(body?.toString() ?? '{}').model;

describe('[COST-3] a threshold that restricts', () => {
  test('refuses what is not essential with 403 in words that help, before anything is held, and tells which threshold did', async () => {
    const { gateway, provider, budgetId } = await openWith({ restrict: { percent: 80, ...nobody, keyIds: new Set(['another']) } });
    const response = await post(gateway);
    expect(response.status).toBe(403);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(response.headers.get('x-tollgate-budget-action')).toBe(`restrict; budget=${budgetId}; threshold=80`);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: 'policy_denied' });
    expect(error.message).toContain('80 % of the budget "Research" is spent');
    expect(error.message).toContain('Mara Lindqvist can raise the budget');
    expect(provider.seen).toEqual([]);
    expect(gateway.recorder.holds).toEqual([]);
    expect(gateway.recorder.only).toMatchObject({ status: 'refused', httpStatus: 403, errorCode: 'policy_denied', costNanoUsd: 0n });
  });

  test('lets essential keys pass, but not what they tag as something else; a tag makes nothing essential', async () => {
    const tags = [{ name: 'environment', value: 'development' }];
    const { gateway } = await openWith({ restrict: { percent: 80, ...nobody, keyIds: new Set([keyId]), nonEssentialTags: tags } });
    const passed = await post(gateway, { headers: { 'x-tollgate-environment': 'production' } });
    expect([passed.status, passed.headers.get('x-tollgate-budget-action')]).toEqual([200, null]);
    expect((await post(gateway, { headers: { 'x-tollgate-environment': 'development' } })).status).toBe(403);
    const other = gateway.snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f9' });
    const headers = { authorization: `Bearer ${other}`, 'x-tollgate-environment': 'production' };
    expect((await post(gateway, { headers })).status).toBe(403);
  });

  test('ends with its period, and acts on soft budgets, too', async () => {
    const restrict = { percent: 80, ...nobody, keyIds: new Set(['another']) };
    const over = await openWith({ restrict, untilMs: Date.now() - 1 });
    expect((await post(over.gateway)).status).toBe(200);
    await opened?.stop();
    const soft = await openWith({ restrict }, { more: { enforcement: 'soft', acting: { ...nothing, restrict } } });
    expect((await post(soft.gateway)).status).toBe(403);
  });
});

describe('[COST-3] a threshold that downgrades', () => {
  const downgrade = { percent: 50, models: new Map([['gpt-4o', 'gpt-4o-mini']]) };

  test('has the cheaper model asked; headers and event say so, with what the one asked for would have cost', async () => {
    const { gateway, provider, budgetId } = await openWith({ downgrade });
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models: ['gpt-4o', 'gpt-4o-mini'] })]);
    const response = await post(gateway, { body: chatBody({ model: 'gpt-4o' }) });
    expect(response.status).toBe(200);
    expect(modelSent(provider.last.body)).toBe('gpt-4o-mini');
    expect(response.headers.get('x-tollgate-budget-action')).toBe(`downgrade; budget=${budgetId}; threshold=50`);
    expect(gateway.recorder.only).toMatchObject({
      ...{ requestedModel: 'gpt-4o', model: 'gpt-4o-mini', routing: { reasons: ['downgrade'] } },
      ...{ costNanoUsd: 3_600n, baselineNanoUsd: 12n * 2_500n + 3n * 10_000n },
    });
  });

  test('not to a model that the key may not use', async () => {
    const { gateway, provider } = await openWith({ downgrade });
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models: ['gpt-4o', 'gpt-4o-mini'] })]);
    const key = gateway.snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f8', allowedModels: new Set(['gpt-4o']) });
    const headers = { authorization: `Bearer ${key}` };
    expect((await post(gateway, { body: chatBody({ model: 'gpt-4o' }), headers })).status).toBe(200);
    expect(modelSent(provider.last.body)).toBe('gpt-4o');
  });

  test('without a model of its own, the cheapest target goes first, and those without a price last', async () => {
    const { gateway, provider } = await openWith({ downgrade: { percent: 50, models: new Map() } });
    const address = `http://127.0.0.1:${provider.port}`;
    const dear = connectionTo(address, { connectionId: '01936b1e-7a00-7000-8000-0000000000c3', name: 'dear', provider: 'openai' });
    const unknown = connectionTo(address, { connectionId: '01936b1e-7a00-7000-8000-0000000000c4', name: 'unknown', provider: 'groq' });
    gateway.snapshot.setConnections(
      tenantId,
      [unknown, dear, connectionTo(address)].map((one) => ({ ...one, models: ['gpt-4o-mini'] })),
    );
    gateway.snapshot.addPrice({
      ...gpt4oMini,
      provider: 'openai',
      tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 9_000_000n, output: 9_000_000n } }],
    });
    const tenant = gateway.snapshot.tenant(tenantId);
    gateway.snapshot.addTenant({ ...tenant, tenantId, unpricedPolicy: 'flag' });
    const response = await post(gateway);
    expect([response.status, response.headers.get('x-tollgate-target')]).toEqual([200, 'upstream/gpt-4o-mini']);
  });
});

describe('[COST-3] a threshold that asks for consent', () => {
  const approval = { percent: 75, abovePercent: 10 };

  test('lets small calls pass and refuses large ones with 403, where nobody can be asked', async () => {
    const { gateway, provider, budgetId } = await openWith({ approval, remainingNanoUsd: 1_000_000n });
    expect((await post(gateway, { body: chatBody({ max_tokens: 50 }) })).status).toBe(200);
    provider.seen.length = 0;
    // The budget was asked meanwhile, and what it says of itself counts.
    const small = await post(gateway, { body: chatBody({ max_tokens: 1_000 }) });
    expect(small.status).toBe(200);
    provider.seen.length = 0;
    const response = await post(gateway, { body: chatBody({ max_tokens: 10_000_000 }) });
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([403, 'false']);
    expect(response.headers.get('x-tollgate-budget-action')).toBe(`require_approval; budget=${budgetId}; threshold=75`);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: 'approval_required' });
    expect(error.message).toMatch(/75 % of the budget "Research" is spent.*The call may cost \$6\.\d+ of the \$9\.9\d+ that remain/);
    expect(provider.seen).toEqual([]);
    for (const account of gateway.runtime.keeper.accounts.all) expect(account.heldNanoUsd).toBe(0n);
  });

  test('asks for an approval of what the call may cost, which lets it pass once', async () => {
    const asked: [CallToApprove, Demand][] = [];
    const approvalId = newUuid();
    let uses = 1;
    const desk: ApprovalDesk = {
      ask: async (call, demand) => {
        asked.push([call, demand]);
        return { approvalId, state: 'pending', isAutomatic: false, comment: '' };
      },
      use: async (id, call) => {
        if (id !== approvalId || call.requestHash !== asked[0]?.[0].requestHash) return 'unknown';
        uses -= 1;
        return uses < 0 ? 'over' : 'used';
      },
      giveBack: async () => {},
    };
    const { gateway } = await openWith({ approval, remainingNanoUsd: 1_000n }, {}, { stores: { approvalDesk: desk } });
    const body = chatBody({ max_tokens: 10_000_000 });
    const refused = await post(gateway, { body });
    const id = toPublicId('approval', approvalId);
    expect([refused.status, refused.headers.get('x-tollgate-approval')]).toEqual([403, id]);
    expect((await errorOf(refused)).message).toMatch(/75 % of the budget "Research" is spent, and it may cost \$6\.\d+ of the/);
    const headers = { 'x-tollgate-approval': id };
    expect((await post(gateway, { body: chatBody({ max_tokens: 9_000_000 }), headers })).status).toBe(403);
    expect((await post(gateway, { body, headers })).status).toBe(200);
    expect((await post(gateway, { body, headers })).status).toBe(403);
    expect(asked[0]?.[0].boundNanoUsd).toBe(gateway.recorder.holds[0]?.boundNanoUsd);
    expect(asked[0]?.[1]).toMatchObject({ ruleId: null, provider: 'openai-compatible' });
  });
});
