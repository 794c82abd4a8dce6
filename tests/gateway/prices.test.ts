import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pricePairId } from '#lib/catalog/price-pair-id.ts';
import { TenantPrices } from '#lib/catalog/tenant-prices.ts';
import { chatBody, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const overrideId = '01936b1e-7a00-7000-8000-0000000000bb';
const versionId = '01936b1e-7a00-7000-8000-0000000000aa';

/** As long as the usage that the provider tells, so that the bound is one. */
const messages = [{ role: 'user', content: 'word '.repeat(300) }];

describe.each(lanes)('[COST-1] prices on the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane });
    scene.provider.script = answerJson(chatCompletion('x', { prompt_tokens: 1000, completion_tokens: 100 }));
  });
  afterEach(() => scene.stop());

  /** Changes the tenant; its connection serves one more model, which has no price. */
  function setTenant(more: object): void {
    const { snapshot } = scene.gateway;
    const tenant = snapshot.tenant(tenantId);
    const connections = (tenant?.connections ?? []).map((connection) => ({ ...connection, models: ['gpt-4o-mini', 'mystery'] }));
    snapshot.addTenant({ ...tenant, tenantId, connections, ...more });
  }

  it('charge by own terms while they are valid, hold by them, and say by which', async () => {
    const terms = { kind: 'rates', picoUsdPerUnit: { input: 1_000_000n, request: 5_000_000n } } as const;
    const override = { id: overrideId, provider: 'openai-compatible', model: 'gpt-4o*', validToMs: null, terms };
    setTenant({ prices: new TenantPrices(null, [{ ...override, validFromMs: Date.now() - 1000 }]) });
    await post(scene.gateway, { body: chatBody({ messages, max_tokens: 100 }) });
    const event = scene.gateway.recorder.only;
    // 1,000 × 1,000 + 100 × 600 + 5,000 nano-dollars.
    expect(event).toMatchObject({ costNanoUsd: 1_065_000n, costState: 'priced', overrunNanoUsd: 0n });
    expect(event.priceVersionId).toBe(pricePairId(versionId, overrideId));
    expect(scene.gateway.recorder.holds[0]?.boundNanoUsd).toBeGreaterThan(event.costNanoUsd - 1n);
    setTenant({ prices: new TenantPrices(null, [{ ...override, validFromMs: Date.now() + 60_000 }]) });
    await post(scene.gateway, { body: chatBody({ messages, max_tokens: 100 }) });
    expect(scene.gateway.recorder.events.at(-1)).toMatchObject({ costNanoUsd: 210_000n, priceVersionId: versionId });
  });

  it('give a model without a price the tenant’s own', async () => {
    const terms = { kind: 'rates', picoUsdPerUnit: { input: 2_000_000n, output: 3_000_000n } } as const;
    const override = { id: overrideId, provider: 'openai-compatible', model: 'mystery', validFromMs: 0, validToMs: null, terms };
    setTenant({ unpricedPolicy: 'block', prices: new TenantPrices(null, [override]) });
    expect((await post(scene.gateway, { body: chatBody({ messages, model: 'mystery' }) })).status).toBe(200);
    expect(scene.gateway.recorder.only).toMatchObject({ costNanoUsd: 2_300_000n, costState: 'priced' });
  });

  it('let a model without a price pass at no cost, at the dearest price, or not at all, and mark it', async () => {
    const call = () => post(scene.gateway, { body: chatBody({ messages, model: 'mystery', max_tokens: 100 }) });
    setTenant({ unpricedPolicy: 'flag' });
    expect((await call()).headers.get('x-tollgate-cost')).toBe('unpriced');
    setTenant({ unpricedPolicy: 'hold' });
    expect((await call()).status).toBe(200);
    setTenant({ unpricedPolicy: 'block' });
    expect((await call()).status).toBe(402);
    const [flagged, held] = scene.gateway.recorder.events;
    expect(flagged).toMatchObject({ costState: 'unpriced', costNanoUsd: 0n, boundNanoUsd: 0n, priceVersionId: null });
    // The dearest of the provider is what gpt-4o-mini costs.
    expect(held).toMatchObject({ costState: 'unpriced', costNanoUsd: 210_000n, priceVersionId: null });
    expect(held?.boundNanoUsd).toBeGreaterThan(209_999n);
  });
});
