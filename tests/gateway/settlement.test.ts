import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { chatBody, errorOf, lanes, openScene, post, readStream, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, usageChunk, wait } from './support/scripted-provider.ts';
import { keyId, sandboxConnection, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[COST-2] the records of a call through the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane });
    scene.provider.script = answerJson(chatCompletion());
  });
  afterEach(() => scene.stop());

  it('say everything about it', async () => {
    const { gateway } = scene;
    const teamId = '01936b1e-7a00-7000-8000-00000000000a';
    const key = gateway.snapshot.addKey({ tenantId, keyId, teamId });
    const before = Date.now();
    const response = await post(gateway, {
      headers: { authorization: `Bearer ${key}`, 'x-tollgate-task': 'test' },
      body: chatBody({ max_tokens: 10 }),
    });
    await response.text();
    const event = gateway.recorder.only;
    const [hold] = gateway.recorder.holds;
    expect(event).toMatchObject({
      attribution: { tenantId, keyId, teamId, departmentId: null, userId: null },
      protocol: 'openai.chat_completions',
      streamed: false,
      requestedModel: 'gpt-4o-mini',
      model: 'gpt-4o-mini',
      provider: 'openai-compatible',
      connectionId: '01936b1e-7a00-7000-8000-0000000000c1',
      status: 'succeeded',
      httpStatus: 200,
      errorCode: null,
      usage: { input: 12, cacheRead: null, cacheWrite: null, output: 3, reasoning: null },
      usageSource: 'provider',
      costState: 'priced',
      costNanoUsd: 3_600n,
      overrunNanoUsd: 0n,
      priceVersionId: '01936b1e-7a00-7000-8000-0000000000aa',
      firstTokenMs: null,
      attempts: 1,
      tags: { task: 'test' },
    });
    expect(hold).toMatchObject({ id: event.id, boundKind: 'exact', boundNanoUsd: event.boundNanoUsd, parts: [] });
    expect(event.boundNanoUsd).toBeGreaterThan(event.costNanoUsd);
    expect(uuidTimeMs(event.id)).toBeGreaterThanOrEqual(before);
    expect(event.latencyMs).toBeLessThan(5_000);
  });

  it.each([[false], [true]])('come in order: hold, provider, settlement, last byte (direct: %s)', async (isDirect) => {
    const { gateway, provider } = scene;
    gateway.recorder.isDirect = isDirect;
    const order: string[] = [];
    gateway.recorder.onRecord = (kind) => order.push(kind);
    provider.script = (response, request) => {
      order.push('provider');
      return answerStream([chunk({ content: 'a' }), chunk({}, 'stop'), usageChunk(1, 1), done])(response, request);
    };
    const response = await post(gateway, { body: chatBody({ stream: true }) });
    let text = '';
    for await (const part of response.body ?? []) {
      text += Buffer.from(part).toString();
      if (text.includes('[DONE]') && order.at(-1) !== 'end') order.push('end');
    }
    expect(order).toEqual(['hold', 'provider', 'settle', 'end']);
  });

  it('are both missing of a call that could not be held, and the provider is not asked', async () => {
    for (const isDirect of [false, true]) {
      scene.gateway.recorder.isDirect = isDirect;
      scene.gateway.recorder.failsHold = true;
      const response = await post(scene.gateway);
      expect([response.status, (await errorOf(response)).code]).toEqual([503, isDirect ? 'database_unavailable' : 'journal_unavailable']);
    }
    expect(scene.provider.seen).toEqual([]);
    expect(scene.gateway.recorder.events.map((event) => event.status)).toEqual(['refused', 'refused']);
  });

  it('keep the answer back when it cannot be settled', async () => {
    const { gateway, provider } = scene;
    gateway.recorder.failsSettle = true;
    const whole = await post(gateway);
    expect([whole.status, (await errorOf(whole)).code]).toEqual([503, 'journal_unavailable']);
    provider.script = answerStream([chunk({ content: 'a' }), chunk({}, 'stop'), done]);
    const text = await (await post(gateway, { body: chatBody({ stream: true }) })).text();
    expect(readStream(text)).toMatchObject({ error: 'journal_unavailable', isDone: false });
    expect(gateway.runtime.metrics.settleFailures).toBe(2);
  });

  it('show what a provider billed above the bound', async () => {
    scene.provider.script = answerJson(chatCompletion('x', { prompt_tokens: 10, completion_tokens: 100_000 }));
    await post(scene.gateway, { body: chatBody({ max_tokens: 5 }) });
    const { costNanoUsd, boundNanoUsd, overrunNanoUsd } = scene.gateway.recorder.only;
    expect(overrunNanoUsd).toBe(costNanoUsd - boundNanoUsd);
    expect(overrunNanoUsd).toBeGreaterThan(59_000_000n);
  });

  it('tell zero usage from missing usage', async () => {
    scene.provider.script = answerJson(chatCompletion('', { prompt_tokens: 0, completion_tokens: 0 }));
    await post(scene.gateway);
    scene.provider.script = answerJson(chatCompletion('Four words of text', null));
    await post(scene.gateway);
    const [zero, missing] = scene.gateway.recorder.events;
    expect(zero).toMatchObject({ usageSource: 'provider', costState: 'zero', usage: { input: 0, output: 0 } });
    expect(missing).toMatchObject({ usageSource: 'counted', costState: 'priced', usage: { output: 4 } });
  });

  it('are one each for two hundred calls at once, some of which are cut or left', async () => {
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections(tenantId, [...(gateway.snapshot.tenant(tenantId)?.connections ?? []), sandboxConnection]);
    const models = ['gpt-4o-mini', 'sandbox-small', 'sandbox-cut', 'sandbox-malformed', 'sandbox-error-500', 'sandbox-slow'];
    const calls = Array.from({ length: 200 }, async (_, index) => {
      const leaving = new AbortController();
      const model = models[index % models.length];
      if (model === 'sandbox-slow') setTimeout(() => leaving.abort(), 1_000);
      try {
        const response = await post(gateway, {
          body: chatBody({ model, stream: index % 2 === 0 && model !== 'gpt-4o-mini', max_tokens: 10, user: String(index) }),
          signal: leaving.signal,
        });
        await response.text();
        return response.headers.get('x-tollgate-request-id');
      } catch {
        return null;
      }
    });
    await Promise.all(calls);
    await gateway.recorder.untilEvents(200);
    await wait(50);
    const { events, holds } = gateway.recorder;
    expect(new Set(events.map((event) => event.id)).size).toBe(200);
    expect(events.length).toBe(200);
    expect(new Set(holds.map((hold) => hold.id))).toEqual(new Set(events.map((event) => event.id)));
    expect(provider.seen.length).toBe(34);
    expect(gateway.runtime.running.size).toBe(0);
    expect(gateway.runtime.gate.size).toBe(0);
  });
});
