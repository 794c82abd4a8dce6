import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import { openRealtime, type RealtimeScene, responseNanoUsd, type Session } from './support/realtime-scene.ts';
import { keyId, tenantId } from './support/test-gateway.ts';

let scene: RealtimeScene;
beforeEach(async () => {
  scene = await openRealtime();
  const { snapshot } = scene.gateway;
  const rates = { input: 2_500_000n, output: 10_000_000n, input_audio: 6_000_000n };
  const price = (model: string, picoUsdPerUnit: object) =>
    snapshot.addPrice({ provider: 'openai-compatible', model, tiers: [{ fromTokens: 0, picoUsdPerUnit }] });
  price('listener', rates);
  price('by-the-hour', { audio_hour: 360_000_000_000n });
});
afterEach(() => scene.stop());

const listenWith = (model: string): object => ({
  type: 'session.update',
  session: { audio: { input: { transcription: { model }, turn_detection: { type: 'server_vad' } } } },
});

/** A second of speech and its end. */
function speak(session: Session): void {
  for (const byte of [7, 0]) session.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(24_000, byte).toString('base64') });
}

async function listen(model: string): Promise<Session> {
  const session = scene.open();
  await session.opened;
  session.send(listenWith(model));
  await session.until('session.updated');
  speak(session);
  await session.until('response.done');
  return session;
}

describe('[GW-9] what is heard in a session and written down', () => {
  it('is a call of the model that does it, beside the response', async () => {
    scene.simulator.transcriptionUsage = {
      type: 'tokens',
      total_tokens: 22,
      input_tokens: 14,
      input_token_details: { text_tokens: 2, audio_tokens: 12 },
      output_tokens: 8,
    };
    await listen('listener');
    expect(scene.gateway.recorder.events).toMatchObject([
      { model: 'listener', requestedModel: 'listener', usageSource: 'provider', costNanoUsd: 2n * 2_500n + 12n * 6_000n + 8n * 10_000n },
      { model: 'gpt-realtime', costNanoUsd: responseNanoUsd },
    ]);
    const [written] = scene.gateway.recorder.events;
    expect(scene.gateway.recorder.holds.some(({ id }) => id === written?.id)).toBe(true);
    expect(written?.overrunNanoUsd).toBe(0n);
  });

  it('is charged by its length where the model is, and estimated where nothing is counted', async () => {
    scene.simulator.transcriptionUsage = { type: 'duration', seconds: 3 };
    await listen('by-the-hour');
    expect(scene.gateway.recorder.events[0]).toMatchObject({ model: 'by-the-hour', usageSource: 'provider', costNanoUsd: 300_000n });
    scene.simulator.transcriptionUsage = null;
    scene.gateway.recorder.events.length = 0;
    await listen('by-the-hour');
    expect(scene.gateway.recorder.events[0]).toMatchObject({ model: 'by-the-hour', usageSource: 'counted', costNanoUsd: 100_000n });
  });

  it('is reserved for before the sound goes up', async () => {
    const session = scene.open();
    await session.opened;
    const [first] = scene.gateway.recorder.holds;
    session.send(listenWith('by-the-hour'));
    await session.until('session.updated');
    const last = scene.gateway.recorder.holds.at(-1);
    expect(last?.id).toBe(first?.id);
    expect((last?.boundNanoUsd ?? 0n) - (first?.boundNanoUsd ?? 0n)).toBeGreaterThanOrEqual(3_000_000n);
  });

  it('is refused to a key that may not use that model, and the session goes on', async () => {
    const { gateway, simulator } = scene;
    const key = gateway.snapshot.addKey({ tenantId, keyId, allowedModels: new Set(['gpt-realtime']) });
    const session = scene.open({ headers: { authorization: `Bearer ${key}` } });
    await session.opened;
    session.send(listenWith('listener'));
    expect(await session.until('error')).toMatchObject({ error: { code: 'model_not_allowed' } });
    session.send({ type: 'response.create' });
    await session.until('response.done');
    expect(simulator.last.received.map(({ data }) => JSON.parse(data.toString()).type)).toEqual(['response.create']);
  });

  it('is refused by a model that needs an approval', async () => {
    const { snapshot } = scene.gateway;
    const rule = { ruleId: 'r1', scopeKind: 'tenant' as const, memberIds: [], aboveNanoUsd: null, restricted: false };
    const approvals = new TenantApprovals([{ ...rule, providers: new Set(), models: new Set(['listener']) }], []);
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, approvals });
    const session = scene.open();
    await session.opened;
    session.send(listenWith('listener'));
    expect(await session.until('error')).toMatchObject({ error: { code: 'model_not_allowed' } });
    session.send(listenWith('by-the-hour'));
    await session.until('session.updated');
  });

  it('is refused where it has no price and the tenant blocks such models', async () => {
    const { gateway } = scene;
    gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, unpricedPolicy: 'block' });
    const session = scene.open();
    await session.opened;
    session.send(listenWith('nobody-knows'));
    expect(await session.until('error')).toMatchObject({ error: { code: 'unpriced_model' } });
  });
});
