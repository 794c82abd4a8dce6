import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, post } from './support/call.ts';
import { answerJson, wait } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import {
  answers,
  ask,
  expectServedBy,
  failsWith,
  firstId,
  hangsUp,
  inTurn,
  modes,
  openTwoProviders,
  quickSettings,
  secondId,
  staysSilent,
  type TwoProviders,
} from './support/two-providers.ts';

describe.each(modes)('[GW-5] a call ($how, $lane) with a second connection behind it', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  const call = (headers: Record<string, string> = {}) => ask(scene.gateway, isStreamed, headers);
  const asked = () => [scene.first.seen.length, scene.second.seen.length];

  it('waits as long as the provider asks, if that is short', async () => {
    const times: number[] = [];
    const script = inTurn(failsWith(429, 'Slow down', { 'retry-after': '1' }), answers('from the first'));
    scene.first.script = (response, request) => {
      times.push(performance.now());
      return script(response, request);
    };
    expectServedBy(scene, 'first', await call(), 2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(980);
    expect(asked()).toEqual([2, 0]);
  });

  it('goes elsewhere when the wait would be long, or longer than the call may take', async () => {
    scene.first.script = failsWith(429, 'Slow down', { 'retry-after': '60' });
    Object.assign(scene.gateway.runtime.settings, { retryAfterKeptMs: 0 });
    expectServedBy(scene, 'second', await call(), 2);
    scene.gateway.recorder.events.length = scene.gateway.recorder.holds.length = 0;
    scene.first.script = failsWith(429, 'Slow down', { 'retry-after': '1' });
    expectServedBy(scene, 'second', await call({ 'x-tollgate-timeout': '0.9' }), 2);
    expect(asked()).toEqual([2, 2]);
  });

  it('passes Retry-After on where there is nowhere else to go', async () => {
    scene.useFirstOnly();
    scene.first.script = failsWith(429, 'Slow down', { 'retry-after': '60' });
    expect(await call()).toMatchObject({ status: 429, error: 'provider_rate_limited', retryAfter: '60', attempts: '1' });
    expect(asked()).toEqual([1, 0]);
  });

  it('backs off from a limit without Retry-After, then goes elsewhere', async () => {
    scene.first.script = failsWith(429, 'Slow down');
    expectServedBy(scene, 'second', await call(), 3);
    expect(asked()).toEqual([2, 1]);
  });

  it('tries a limited provider a handful of times where there is no other', async () => {
    scene.useFirstOnly();
    scene.first.script = failsWith(429, 'Slow down');
    expect(await call()).toMatchObject({ status: 429, attempts: '4' });
    expect(asked()).toEqual([4, 0]);
  });

  it.each([[failsWith(500, 'Oops')], [failsWith(503, 'Busy')], [hangsUp]])('asks again after one failure (%#)', async (failure) => {
    scene.first.script = inTurn(failure, answers('from the first'));
    // Who hung up after the request may have been at work.
    expectServedBy(scene, 'first', await call(), 2, failure === hangsUp ? 1 : 0);
    expect(asked()).toEqual([2, 0]);
  });

  it.each([[failsWith(500, 'Oops')], [failsWith(502, 'Bad')], [hangsUp]])('goes elsewhere after two failures (%#)', async (failure) => {
    scene.first.script = failure;
    expectServedBy(scene, 'second', await call(), 3, failure === hangsUp ? 2 : 0);
    expect(asked()).toEqual([2, 1]);
  });

  it('gives the original error when everything fails, and books nothing', async () => {
    scene.first.script = failsWith(503, 'First words');
    scene.second.script = failsWith(500, 'Other words');
    const got = await call();
    expect(got).toMatchObject({ status: 502, error: 'provider_error', attempts: '4', target: 'first/gpt-4o-mini' });
    expect(got.message).toContain('First words');
    expect(asked()).toEqual([2, 2]);
    const { only, holds } = scene.gateway.recorder;
    expect(only).toMatchObject({ status: 'failed', connectionId: firstId, attempts: 4, costState: 'not_billed', usageSource: 'none' });
    expect(holds.map(({ connectionId }) => connectionId)).toEqual([firstId, firstId, secondId, secondId]);
  });

  it.each([401, 402, 403, 404])('goes elsewhere at once when the connection is refused (%i)', async (status) => {
    scene.first.script = failsWith(status, 'Not you');
    expectServedBy(scene, 'second', await call(), 2);
    expect(asked()).toEqual([1, 1]);
  });

  it.each(['context_length_exceeded', 'content_filter'])('never sends what was refused for %s again', async (code) => {
    scene.first.script = answerJson(JSON.stringify({ error: { message: `The reason: ${code}`, code } }), 400);
    const got = await call();
    expect(got).toMatchObject({ status: 400, error: code, attempts: '1' });
    expect(got.message).toContain(`The reason: ${code}`);
    expect(asked()).toEqual([1, 0]);
  });

  it('tells the verdict on the request rather than the failure before it', async () => {
    scene.first.script = failsWith(503, 'Busy');
    scene.second.script = failsWith(400, 'Too long');
    const got = await call();
    expect([got.status, got.error, got.target]).toEqual([400, 'provider_rejected', 'second/gpt-4o-mini']);
    expect(got.message).toContain('Too long');
  });

  it('leaves a silent provider after one time-out, and hangs up on it', async () => {
    scene.first.script = staysSilent;
    const got = await call();
    expectServedBy(scene, 'second', got, 2, 1);
    expect(asked()).toEqual([1, 1]);
    await scene.first.last.dropped;
  });

  it('leaves a provider that cannot be reached', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    const address = closed.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise<void>((resolve) => closed.close(() => resolve()));
    const other = scene.gateway.snapshot.tenant(tenantId)?.connections[1];
    if (other === undefined) throw new Error('No second connection');
    const nowhere = connectionTo(`http://127.0.0.1:${port}`, { connectionId: firstId, name: 'first' });
    scene.gateway.snapshot.setConnections(tenantId, [nowhere, other]);
    expectServedBy(scene, 'second', await call(), 2);
  });

  it('goes elsewhere when an answer cannot be understood', async () => {
    scene.first.script = answerJson('<html>Welcome to the hotel</html>');
    expectServedBy(scene, 'second', await call(), 2, 1);
    expect(asked()).toEqual([1, 1]);
  });

  it('ends with its deadline, whatever is left to try', async () => {
    scene.first.script = scene.second.script = staysSilent;
    const got = await call({ 'x-tollgate-timeout': '0.6' });
    expect([got.status, got.elapsedMs < 1_500]).toEqual([504, true]);
    expect(asked()).toEqual([1, 1]);
  });

  it('makes no further attempt for a caller who left', async () => {
    scene.first.script = failsWith(429, 'Slow down', { 'retry-after': '1' });
    const leaving = new AbortController();
    const left = post(scene.gateway, { body: chatBody({ stream: isStreamed }), signal: leaving.signal }).catch(() => 'gone');
    await wait(200);
    leaving.abort();
    expect(await left).toBe('gone');
    await wait(1_200);
    expect(asked()).toEqual([1, 0]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'cancelled', costState: 'not_billed', attempts: 1 });
  });

  it('has each hold written before the provider is asked', async () => {
    const order: string[] = [];
    const { recorder } = scene.gateway;
    recorder.isDirect = true;
    recorder.onRecord = (kind) => order.push(kind);
    scene.first.script = (response, request) => {
      order.push('first');
      return failsWith(503, 'Busy')(response, request);
    };
    scene.second.script = (response, request) => {
      order.push('second');
      return answers('from the second')(response, request);
    };
    expectServedBy(scene, 'second', await call(), 3);
    expect(order).toEqual(['hold', 'first', 'hold', 'first', 'hold', 'second', 'settle']);
  });
});
