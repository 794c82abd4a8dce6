import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallRule, TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import { TenantRateLimits } from '#lib/rate-limits/engine/tenant-rate-limits.ts';
import { McpScene, toolAnswer, toolCall } from './support/mcp-scene.ts';
import { answerJson } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

/** A rule by which some calls need an approval. */
const ruleFor = (more: Partial<CallRule>): TenantApprovals => {
  const rule = {
    ruleId: 'r',
    scopeKind: 'tenant',
    memberIds: [],
    aboveNanoUsd: null,
    providers: new Set<string>(),
    models: new Set<string>(),
  } as const;
  return new TenantApprovals([{ ...rule, restricted: false, ...more }], []);
};

describe('[GW-9] rules of the tenant and calls of tools', () => {
  let scene: McpScene;
  beforeAll(async () => {
    scene = await McpScene.open();
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.answers(answerJson(toolAnswer())));

  const outcomes = async (...calls: readonly object[]): Promise<(string | number)[]> => {
    const found: (string | number)[] = [];
    for (const call of calls) {
      const answer = await scene.call(call);
      found.push(answer.status === 200 ? 200 : `${answer.status} ${(await answer.json()).error.data.code}`);
    }
    return found;
  };

  it('resources are judged by every spelling of their address', async () => {
    scene.register({ deniedResources: ['file:///secret/*'] });
    const read = (uri: string) => ({ jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri } });
    const refused = ['file:///secret/key', 'FILE:///secret/key', 'file:///open/../secret/key', 'file:///%73ecret/key'];
    for (const uri of refused) expect(await (await scene.call(read(uri))).json(), uri).toMatchObject({ error: { code: -32_602 } });
    expect(scene.server.seen).toEqual([]);
    expect(await outcomes(read('file:///open/readme'), read('docs://%zz'))).toEqual([200, 200]);
  });

  it('single tools can need an approval, by their names, whether the server ever listed them or not', async () => {
    scene.register({}, { tenantId, approvals: ruleFor({ models: new Set(['tools/pay']) }) });
    expect(await outcomes(toolCall('read'), toolCall('pay'), list)).toEqual([200, '403 approval_required', 200]);
    expect(scene.server.seen.map(({ body }) => JSON.parse(body.toString()).params?.name)).toEqual(['read', undefined]);
    expect(scene.gateway.recorder.events.map(({ status, errorCode }) => [status, errorCode])).toEqual([
      ['succeeded', null],
      ['refused', 'approval_required'],
    ]);
  });

  it('all tools can need one, and what they cost decides', async () => {
    scene.register({}, { tenantId, approvals: ruleFor({ providers: new Set(['mcp']) }) });
    expect(await outcomes(toolCall('read'), list)).toEqual(['403 approval_required', 200]);
    scene.register({ priceNanoUsd: 5n }, { tenantId, approvals: ruleFor({ aboveNanoUsd: 4n }) });
    expect(await outcomes(toolCall('read'))).toEqual(['403 approval_required']);
    scene.register({ priceNanoUsd: 4n }, { tenantId, approvals: ruleFor({ aboveNanoUsd: 4n }) });
    expect(await outcomes(toolCall('read'))).toEqual([200]);
  });

  it('rate limits count calls of tools, and nothing else of the protocol', async () => {
    const rule = { limitId: 'l1', name: 'Trial', scope: 'tenant', metric: 'requests', window: 'minute', limit: 2 } as const;
    const rateLimits = new TenantRateLimits(tenantId, [{ rule, scopeValue: '', memberIds: [], per: 'all', burst: null }], 'open');
    scene.register({}, { tenantId, rateLimits });
    const refused = '429 rate_limited';
    expect(await outcomes(list, list, list, toolCall('t'), toolCall('t'), toolCall('t'), list)).toEqual([
      200,
      200,
      200,
      200,
      200,
      refused,
      200,
    ]);
    const third = await scene.call(toolCall('t', 'third'));
    expect([third.headers.get('retry-after'), (await third.json()).id]).toEqual([expect.stringMatching(/^\d+$/), 'third']);
  });
});
