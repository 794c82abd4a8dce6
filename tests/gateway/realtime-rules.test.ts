import { afterEach, describe, expect, it } from 'vitest';
import { type CallRule, TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import type { LimitRule } from '#lib/rate-limits/engine/gauge.ts';
import { TenantRateLimits } from '#lib/rate-limits/engine/tenant-rate-limits.ts';
import { openRealtime, type RealtimeScene, responseNanoUsd } from './support/realtime-scene.ts';
import { keyId, tenantId } from './support/test-gateway.ts';

let scene: RealtimeScene | undefined;
afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

/** A scene whose tenant has one limit. */
async function openWith(rule: Partial<LimitRule>): Promise<RealtimeScene> {
  scene = await openRealtime();
  const whole: LimitRule = { limitId: 'l1', name: 'Trial', scope: 'tenant', metric: 'requests', window: 'minute', limit: 3, ...rule };
  const limits = new TenantRateLimits(tenantId, [{ rule: whole, scopeValue: '', memberIds: [], per: 'all', burst: null }], 'open');
  scene.gateway.snapshot.addTenant({ ...scene.gateway.snapshot.tenant(tenantId), tenantId, rateLimits: limits });
  return scene;
}

/** How much of the limit is used now. */
async function used({ gateway }: RealtimeScene): Promise<number | undefined> {
  const principal = { departmentId: null, teamId: null, userId: null, keyId };
  const connectionId = gateway.snapshot.tenant(tenantId)?.connections[0]?.connectionId ?? '';
  const gauges = gateway.snapshot.tenant(tenantId)?.rateLimits?.planOf(principal, { connectionId, model: 'gpt-realtime' }).gauges ?? [];
  return (await gateway.runtime.rates.use(gauges))[0]?.used;
}

describe('[GW-9] [RATE-1] rate limits of a session', () => {
  it('count the session and each response; one that is too many is refused by itself', async () => {
    const { open, gateway, simulator } = await openWith({ limit: 3 });
    const session = open();
    await session.opened;
    for (const round of [1, 2]) {
      session.send({ type: 'response.create' });
      await session.until('response.done', round);
    }
    session.send({ type: 'response.create' });
    expect(await session.until('error')).toMatchObject({ error: { code: 'rate_limited', message: expect.stringContaining('"Trial"') } });
    session.send({ type: 'conversation.item.create', item: {} });
    await session.until('conversation.item.added');
    expect(simulator.last.received.map(({ data }) => JSON.parse(data.toString()).type)).toEqual([
      'response.create',
      'response.create',
      'conversation.item.create',
    ]);
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'refused', errorCode: 'rate_limited', protocol: 'openai.realtime' });
    const late = open();
    await expect(late.opened).rejects.toThrow('rate_limited');
    expect(late.refused?.status).toBe(429);
  });

  it('count a session that has ended: opening one after the other is no way around them', async () => {
    const limited = await openWith({ limit: 1 });
    const session = limited.open();
    await session.opened;
    session.socket.close(1000);
    await limited.gateway.recorder.untilEvents(1);
    expect(await used(limited)).toBe(1);
    await expect(limited.open().opened).rejects.toThrow('rate_limited');
  });

  it('break off a response that the provider began by itself', async () => {
    const { open, gateway, simulator } = await openWith({ limit: 1 });
    simulator.pauseMs = 30;
    const session = open();
    await session.opened;
    for (const byte of [7, 0]) session.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(4_800, byte).toString('base64') });
    expect(await session.until('error')).toMatchObject({ error: { code: 'rate_limited' } });
    expect(await session.until('response.done')).toMatchObject({ response: { status: 'cancelled' } });
    expect(simulator.last.received.at(-1)?.data.toString()).toContain('response.cancel');
    expect(gateway.recorder.only).toMatchObject({ status: 'cancelled', usageSource: 'provider', costNanoUsd: responseNanoUsd });
  });

  it('count the tokens that responses used, and give the rest back', async () => {
    const limited = await openWith({ metric: 'tokens', limit: 100_000 });
    const session = limited.open();
    await session.opened;
    expect(await used(limited)).toBe(0);
    session.send({ type: 'response.create' });
    await session.until('response.done');
    expect(await used(limited)).toBe(253);
  });

  it('take a session for one call at a time, with its responses', async () => {
    const limited = await openWith({ metric: 'concurrency', window: null, limit: 1 });
    const session = limited.open();
    await session.opened;
    session.send({ type: 'response.create' });
    await session.until('response.done');
    const second = limited.open();
    await expect(second.opened).rejects.toThrow('rate_limited');
    session.socket.close(1000);
    await limited.gateway.recorder.untilEvents(3);
    expect(await used(limited)).toBe(0);
  });
});

describe('[GW-9] [COST-6] approvals of a session', () => {
  /** Rules for what every call of the tenant needs. */
  function require(opened: RealtimeScene, more: Partial<CallRule>): void {
    const rule: CallRule = {
      ...{
        ruleId: 'r1',
        scopeKind: 'tenant' as const,
        memberIds: [],
        aboveNanoUsd: null,
        providers: new Set<string>(),
        models: new Set<string>(),
      },
      restricted: false,
      ...more,
    };
    const { snapshot } = opened.gateway;
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, approvals: new TenantApprovals([rule], []) });
  }

  it.each([
    ['models', { models: new Set(['gpt-realtime']) }, 'approval_required'],
    ['what a first response can cost', { aboveNanoUsd: 1_000_000n }, 'approval_required'],
    ['restricted models', { models: new Set(['gpt-realtime']), restricted: true }, 'model_not_allowed'],
  ])('are asked for by %s before anything is opened', async (_what, rule, code) => {
    scene = await openRealtime();
    require(scene, rule);
    const session = scene.open();
    await expect(session.opened).rejects.toThrow(code);
    expect(session.refused?.status).toBe(403);
    expect(scene.simulator.sessions).toEqual([]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'refused', errorCode: code });
  });

  it('are not asked for below what needs one', async () => {
    scene = await openRealtime();
    require(scene, { aboveNanoUsd: 10_000_000_000n });
    const session = scene.open();
    await session.opened;
    session.send({ type: 'response.create' });
    await session.until('response.done');
  });
});
