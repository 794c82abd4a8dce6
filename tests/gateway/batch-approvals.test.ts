import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallRule, TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import { errorOf } from './support/call.ts';
import { type ObjectScene, openObjectScene } from './support/object-scene.ts';
import { answerJson } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const line = JSON.stringify({
  ...{ custom_id: 'a', method: 'POST', url: '/v1/chat/completions' },
  body: { model: 'gpt-4o-mini', max_tokens: 1_000, messages: [{ role: 'user', content: 'Hello' }] },
});

/** The request that begins it costs nothing and is for no model; the work that it leaves behind does and is. */
describe('[COST-5] [COST-6] batches under rules for approvals', () => {
  let scene: ObjectScene;
  let body: object;
  beforeAll(async () => {
    scene = await openObjectScene('fast lane');
    body = { input_file_id: await scene.uploaded('batch', line), endpoint: '/v1/chat/completions', completion_window: '24h' };
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  function require(more: Partial<CallRule>): void {
    const rule: CallRule = {
      ...{ ruleId: 'r1', scopeKind: 'tenant', memberIds: [], aboveNanoUsd: null, restricted: false },
      ...{ providers: new Set<string>(), models: new Set<string>() },
      ...more,
    };
    const { snapshot } = scene.gateway;
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, approvals: new TenantApprovals([rule], []) });
  }

  it.each([
    ['a restricted model', { models: new Set(['gpt-4o-mini']), restricted: true }, 'model_not_allowed'],
    ['a model that needs one', { models: new Set(['gpt-4o-mini']) }, 'approval_required'],
    ['a provider that needs one', { providers: new Set(['openai-compatible']) }, 'approval_required'],
    ['a cost that needs one', { aboveNanoUsd: 100_000n }, 'approval_required'],
  ])('are refused for %s, and nothing stays held', async (_what, rule, code) => {
    require(rule);
    const refused = await scene.ask('POST', '/batches', body);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, code]);
    expect([scene.provider.seen.length, (await scene.held()).length]).toEqual([0, 0]);
  });

  it('are begun where no rule is about them', async () => {
    require({ models: new Set(['another']), aboveNanoUsd: 1_000_000_000n });
    scene.provider.script = answerJson('{"id":"batch-1","object":"batch","status":"validating"}');
    expect((await scene.ask('POST', '/batches', body)).status).toBe(200);
  });
});
