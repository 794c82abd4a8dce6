import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddingResponder, embeddingRequest } from '#lib/gateway/cache/similar/embedding-call.ts';
import { GatewayCall } from '#lib/gateway/calls/gateway-call.ts';
import { enter } from '#lib/gateway/stages/admit.ts';
import { authenticate } from '#lib/gateway/stages/authenticate.ts';
import { chatBody, errorOf, lanes, openScene, post, readStream, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, wait } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-5] limits of the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane, settings: { queueMaxPerTenant: 2, queueWaitMs: 200, bodyBytesMax: 100_000 } });
    scene.gateway.snapshot.addTenant({ ...scene.gateway.snapshot.tenant(tenantId), tenantId, inFlightMax: 2 });
  });
  afterEach(() => scene.stop());

  it('let a few calls wait for a place and refuse the rest with Retry-After', async () => {
    scene.provider.script = async (response) => {
      await wait(100);
      response.writeHead(200, { 'content-type': 'application/json' }).end(chatCompletion());
    };
    const responses = await Promise.all(Array.from({ length: 6 }, () => post(scene.gateway)));
    const statuses = responses.map((response) => response.status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    const refused = responses.find((response) => response.status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.headers.get('x-should-retry')).toBeNull();
    expect(scene.gateway.recorder.events.filter((event) => event.errorCode === 'too_many_in_flight').length).toBe(2);
  });

  it('refuse who waited too long, and forget who left meanwhile', async () => {
    scene.provider.script = () => {};
    const leaving = new AbortController();
    const holding = [0, 1].map(() => post(scene.gateway, { signal: leaving.signal }).catch(() => null));
    await wait(50);
    const late = await post(scene.gateway);
    expect([late.status, (await errorOf(late)).code]).toEqual([429, 'too_many_in_flight']);
    const gone = new AbortController();
    const left = post(scene.gateway, { signal: gone.signal }).catch(() => 'left');
    for (const end = Date.now() + 5_000; scene.gateway.runtime.running.size < 3 && Date.now() < end; ) await wait(5);
    await wait(10);
    gone.abort();
    expect(await left).toBe('left');
    await scene.gateway.recorder.untilEvents(2);
    leaving.abort();
    await Promise.all(holding);
    scene.provider.script = answerJson(chatCompletion());
    expect((await post(scene.gateway)).status).toBe(200);
    await scene.gateway.recorder.untilEvents(5);
    expect(scene.gateway.recorder.events.filter((event) => event.status === 'cancelled' && event.attempts === 0)).toMatchObject([
      { costState: 'not_billed' },
    ]);
  });

  it('leave no place and no queue to a call that was stopped before it asked for one', async () => {
    const { runtime, key } = scene.gateway;
    const request = { ...embeddingRequest('m', 'x'), header: () => `Bearer ${key}` };
    const newCall = () => new GatewayCall(runtime, request, new EmbeddingResponder());
    const caller = await authenticate(runtime, request);
    const places = await Promise.all([0, 1].map(() => enter(newCall(), caller)));
    const stopped = newCall();
    stopped.stop('caller_left');
    for (let times = 0; times < 3; times += 1) expect(() => enter(stopped, caller)).toThrow('The caller left');
    const next = enter(newCall(), caller);
    for (const place of places) place.release();
    (await next).release();
    expect(runtime.gate.size).toBe(0);
  });

  it('refuse a body that is too large, told in advance or not', async () => {
    const large = chatBody({ padding: 'x'.repeat(200_000) });
    const told = await post(scene.gateway, { body: large });
    expect([told.status, (await errorOf(told)).code]).toEqual([413, 'body_too_large']);
    scene.provider.script = answerJson(chatCompletion());
    expect((await post(scene.gateway, { body: chatBody({ padding: 'x'.repeat(90_000) }) })).status).toBe(200);
    expect(scene.provider.seen.length).toBe(1);
  });
});

describe('[GW-5] a drain', () => {
  it('lets running calls end, then ends the rest with an error that says so', async () => {
    const { gateway, provider, stop } = await openScene();
    provider.script = answerStream([chunk({ content: 'a' }), chunk({ content: 'b' }), chunk({}, 'stop'), done], 'end', 40);
    const short = post(gateway, { body: chatBody({ stream: true }) });
    await wait(20);
    await gateway.drain(1_000);
    expect(readStream(await (await short).text())).toMatchObject({ content: 'ab', isDone: true });

    provider.script = answerStream([chunk({ content: 'a' })], 'hang');
    const long = await post(gateway, { body: chatBody({ stream: true }) });
    await wait(50);
    await gateway.drain(100);
    expect(readStream(await long.text())).toMatchObject({ content: 'a', error: 'draining', isDone: false });
    expect(gateway.recorder.events.at(-1)).toMatchObject({
      status: 'interrupted',
      errorCode: 'draining',
      usageSource: 'counted',
      costState: 'priced',
    });
    const refused = await post(gateway);
    expect([refused.status, (await errorOf(refused)).code, refused.headers.get('x-should-retry')]).toEqual([503, 'draining', null]);
    await stop();
  });
});
