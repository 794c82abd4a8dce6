import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, lanes, post } from './support/call.ts';
import { answerJson, answerStream, chunk, type ProviderScript, wait } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import {
  answers,
  ask,
  failsWith,
  firstId,
  type Got,
  hangsUp,
  inTurn,
  openTwoProviders,
  roleChunk,
  secondId,
  staysSilent,
  type TwoProviders,
} from './support/two-providers.ts';

const modes = lanes.flatMap((lane) => [
  { lane, isStreamed: false, how: 'whole' },
  { lane, isStreamed: true, how: 'streamed' },
]);

const settings = { firstTokenMs: 500, idleMs: 500, totalMs: 3_000, retryBaseMs: 40, retryAfterMaxMs: 1_500 };

describe.each(modes)('[GW-5] a call ($how, $lane) with a second connection behind it', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  const call = (headers: Record<string, string> = {}) => ask(scene.gateway, isStreamed, headers);
  const asked = () => [scene.first.seen.length, scene.second.seen.length];

  /** The caller has the whole answer of `name`, the event says the same, and each attempt had its hold. */
  function expectServedBy(name: 'first' | 'second', got: Got, attempts: number): void {
    expect(got).toMatchObject({
      status: 200,
      content: `from the ${name}`,
      isComplete: true,
      error: undefined,
      target: `${name}/gpt-4o-mini`,
      attempts: String(attempts),
    });
    const { holds, only } = scene.gateway.recorder;
    expect(only).toMatchObject({
      status: 'succeeded',
      connectionId: name === 'first' ? firstId : secondId,
      attempts,
      usageSource: 'provider',
      costNanoUsd: 3_600n,
    });
    expect(holds.length).toBe(attempts);
    expect(new Set(holds.map(({ id }) => id))).toEqual(new Set([only.id]));
    expect(holds.at(-1)?.connectionId).toBe(only.connectionId);
    expect(only.boundNanoUsd).toBe(holds.at(-1)?.boundNanoUsd);
  }

  it('waits as long as the provider asks, if that is short', async () => {
    const times: number[] = [];
    const script = inTurn(failsWith(429, 'Slow down', { 'retry-after': '1' }), answers('from the first'));
    scene.first.script = (response, request) => {
      times.push(performance.now());
      return script(response, request);
    };
    expectServedBy('first', await call(), 2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(980);
    expect(asked()).toEqual([2, 0]);
  });

  it('goes elsewhere when the wait would be long, or longer than the call may take', async () => {
    scene.first.script = failsWith(429, 'Slow down', { 'retry-after': '60' });
    expectServedBy('second', await call(), 2);
    scene.gateway.recorder.events.length = scene.gateway.recorder.holds.length = 0;
    scene.first.script = failsWith(429, 'Slow down', { 'retry-after': '1' });
    expectServedBy('second', await call({ 'x-tollgate-timeout': '0.9' }), 2);
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
    expectServedBy('second', await call(), 3);
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
    expectServedBy('first', await call(), 2);
    expect(asked()).toEqual([2, 0]);
  });

  it.each([[failsWith(500, 'Oops')], [failsWith(502, 'Bad')], [hangsUp]])('goes elsewhere after two failures (%#)', async (failure) => {
    scene.first.script = failure;
    expectServedBy('second', await call(), 3);
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
    expectServedBy('second', await call(), 2);
    expect(asked()).toEqual([1, 1]);
  });

  it.each(['context_length_exceeded', 'content_filter'])('never sends what was refused for %s again', async (code) => {
    scene.first.script = answerJson(JSON.stringify({ error: { message: `The reason: ${code}`, code } }), 400);
    const got = await call();
    expect(got).toMatchObject({ status: 400, error: 'provider_rejected', attempts: '1' });
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
    expectServedBy('second', got, 2);
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
    expectServedBy('second', await call(), 2);
  });

  /** A head and the beginning of an answer without any content, then the end given. */
  const begins = (ending: 'break' | 'hang'): ProviderScript =>
    isStreamed
      ? answerStream([': one moment\n\n', roleChunk], ending, 20)
      : (response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"choices":[', () => {
            if (ending === 'break') setTimeout(() => response.socket?.destroy(), 20);
          });
        };

  it.each(['break', 'hang'] as const)('begins anew, unseen, when an answer ends before its content (%s)', async (ending) => {
    scene.first.script = begins(ending);
    const got = await call();
    expectServedBy('second', got, 2);
    expect(got.message).not.toContain('one moment');
    expect(asked()).toEqual([1, 1]);
  });

  it('begins anew at the only provider there is', async () => {
    scene.useFirstOnly();
    scene.first.script = inTurn(begins('break'), answers('from the first'));
    expectServedBy('first', await call(), 2);
  });

  it('goes elsewhere when an answer cannot be understood', async () => {
    scene.first.script = answerJson('<html>Welcome to the hotel</html>');
    expectServedBy('second', await call(), 2);
    expect(asked()).toEqual([1, 1]);
  });

  it('books a given up answer that may be billed only if nobody else serves the call', async () => {
    scene.first.script = begins('break');
    scene.second.script = failsWith(503, 'Busy');
    expect((await call()).status).toBe(502);
    const billed = { connectionId: firstId, usageSource: 'counted', costState: 'priced' };
    const unbilled = { connectionId: firstId, usageSource: 'none', costState: 'not_billed' };
    expect(scene.gateway.recorder.only).toMatchObject(isStreamed ? unbilled : billed);
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
    expectServedBy('second', await call(), 3);
    expect(order).toEqual(['hold', 'first', 'hold', 'first', 'hold', 'second', 'settle']);
  });

  it('keeps away from a provider that fails again and again, and returns soon after it recovers', async () => {
    const { circuits, settings: used } = scene.gateway.runtime;
    Object.assign(used, { circuitCoolDownMs: 300 });
    scene.first.script = failsWith(503, 'Busy');
    for (let count = 0; count < 10; count += 1) expect((await call()).content).toBe('from the second');
    expect(scene.first.seen.length).toBeLessThanOrEqual(8);
    expect(circuits.states()).toMatchObject([{ connectionId: firstId, model: 'gpt-4o-mini' }]);
    scene.first.script = answers('from the first');
    const recoveredAt = performance.now();
    for (let got = await call(); got.content !== 'from the first'; got = await call()) {
      expect(performance.now() - recoveredAt).toBeLessThan(2_000);
      await wait(20);
    }
    expect(circuits.states()).toEqual([]);
    expect(await call()).toMatchObject({ content: 'from the first', attempts: '1' });
  });

  it('still asks a provider that is shut where there is no other', async () => {
    scene.first.script = scene.second.script = failsWith(503, 'Busy');
    for (let count = 0; count < 4; count += 1) await call();
    scene.useFirstOnly();
    scene.first.script = answers('from the first');
    expect(await call()).toMatchObject({ content: 'from the first', attempts: '1' });
  });
});

describe.each(lanes)('[GW-5] a stream through the %s', (lane) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  it.each(['break', 'hang', 'end'] as const)('that ends after its first content (%s) says so and is not restarted', async (ending) => {
    scene.first.script = answerStream([roleChunk, chunk({ content: 'half an ans' })], ending, 20);
    const got = await ask(scene.gateway, true);
    expect([got.status, got.content, got.isComplete, got.attempts]).toEqual([200, 'half an ans', false, '1']);
    expect(got.error).toBe(ending === 'hang' ? 'provider_timeout' : 'stream_interrupted');
    expect(scene.second.seen).toEqual([]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', connectionId: firstId, usageSource: 'counted' });
  });

  it('whose provider reports an error before any content goes on elsewhere', async () => {
    scene.first.script = answerStream([roleChunk, 'data: {"error":{"message":"No credit","code":402}}\n\n']);
    expect(await ask(scene.gateway, true)).toMatchObject({ content: 'from the second', isComplete: true, attempts: '2' });
    expect(scene.first.seen.length).toBe(1);
  });

  it('goes out as it comes once it can no longer be restarted', async () => {
    Object.assign(scene.gateway.runtime.settings, { attemptsMax: 1 });
    scene.first.script = answerStream([roleChunk], 'hang');
    const got = await ask(scene.gateway, true);
    expect([got.status, got.error]).toEqual([200, 'provider_timeout']);
    Object.assign(scene.gateway.runtime.settings, { attemptsMax: 4, heldBackBytesMax: 100 });
    const long = await ask(scene.gateway, true);
    expect([long.status, long.error]).toEqual([200, 'provider_timeout']);
    expect(scene.second.seen).toEqual([]);
  });

  it('with an empty answer is whole', async () => {
    scene.first.script = answerStream([roleChunk, chunk({}, 'stop')]);
    expect(await ask(scene.gateway, true)).toMatchObject({ status: 200, content: '', isComplete: true, attempts: '1' });
  });
});
