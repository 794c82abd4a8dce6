import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, errorOf, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, wait } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-5] a provider at fault behind the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane, settings: { firstTokenMs: 1_000, idleMs: 1_000, totalMs: 2_500 }, connectTimeoutMs: 1_000 });
  });
  afterEach(() => scene.stop());

  const failing = async (body?: string): Promise<[number, unknown, string | null]> => {
    const response = await post(scene.gateway, body === undefined ? {} : { body });
    return [response.status, (await errorOf(response)).code, response.headers.get('x-should-retry')];
  };
  const unbilled = { status: 'failed', costState: 'not_billed', usageSource: 'none', costNanoUsd: 0n, attempts: 1 };

  it.each([
    [400, 400, 'provider_rejected', 'false', 1],
    [404, 400, 'provider_rejected', 'false', 1],
    [401, 502, 'provider_credentials_rejected', 'false', 1],
    [402, 502, 'provider_quota_exhausted', 'false', 1],
    [429, 429, 'provider_rate_limited', null, 1],
    [500, 502, 'provider_error', null, 2],
    [503, 502, 'provider_error', null, 2],
    [302, 502, 'provider_error', null, 1],
  ])('that answers %i gives %i %s', async (theirs, ours, code, retry, attempts) => {
    scene.provider.script = answerJson('{"error":{"message":"Their words"}}', theirs, {
      location: 'http://169.254.169.254/',
      'retry-after': '9',
    });
    const response = await post(scene.gateway);
    const error = await errorOf(response);
    expect([response.status, error.code, response.headers.get('x-should-retry')]).toEqual([ours, code, retry]);
    if (theirs !== 401 && theirs !== 302) expect(error.message).toContain('Their words');
    expect(response.headers.get('retry-after')).toBe(theirs === 429 ? '9' : null);
    expect(scene.gateway.recorder.only).toMatchObject({ ...unbilled, httpStatus: ours, errorCode: code, attempts });
    expect(response.headers.get('x-tollgate-attempts')).toBe(String(attempts));
    expect(scene.provider.seen.length).toBe(attempts);
  });

  it('that cannot be reached says so, and nothing is billed', async () => {
    const { gateway, provider } = scene;
    const closed = createServer().listen(0, '127.0.0.1');
    const address = closed.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise<void>((resolve) => closed.close(() => resolve()));
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${port}`)]);
    expect(await failing()).toEqual([502, 'provider_unreachable', null]);
    expect(gateway.recorder.only).toMatchObject(unbilled);
    expect(gateway.recorder.holds.length).toBe(1);
    expect(provider.seen).toEqual([]);
  });

  it('at a forbidden address is never asked', async () => {
    const { gateway } = scene;
    for (const host of ['http://10.1.2.3', 'http://169.254.169.254', 'http://[::1]:9']) {
      gateway.snapshot.setConnections(tenantId, [connectionTo(host)]);
      expect((await failing())[1]).toBe('address_not_allowed');
    }
  });

  it('that hangs up is not taken for an answer', async () => {
    scene.provider.script = (response) => {
      response.socket?.destroy();
    };
    expect(await failing()).toEqual([502, 'provider_error', null]);
    // It had the request, and nothing says that it did no work.
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', attempts: 2, usageSource: 'counted', costState: 'priced' });
  });

  it('that hangs up in the middle of its answer is counted, not believed', async () => {
    scene.provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"choices":[', () => setTimeout(() => response.socket?.destroy(), 20));
    };
    expect(await failing()).toEqual([502, 'provider_error', null]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', usageSource: 'counted', costState: 'priced' });
  });

  it.each([
    ['HTML', '<html>Welcome to the hotel</html>', 'not JSON'],
    ['half of its JSON', '{"choices":[{"message":', 'not JSON'],
    ['something else', '{"object":"list","data":[]}', 'no choices'],
  ])('that answers with %s is caught', async (_what, body, words) => {
    scene.provider.script = answerJson(body);
    const response = await post(scene.gateway);
    expect([response.status, await errorOf(response)]).toEqual([
      502,
      expect.objectContaining({ code: 'provider_error', message: expect.stringContaining(words) }),
    ]);
  });

  it('that compresses although it was asked not to is caught', async () => {
    scene.provider.script = answerJson('x', 200, { 'content-encoding': 'gzip' });
    expect(await failing()).toEqual([502, 'provider_error', null]);
  });

  it('that speaks no HTTP is caught', async () => {
    const server: Server = createServer((socket) => socket.end('SSH-2.0-x\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    scene.gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)]);
    expect(await failing()).toEqual([502, 'provider_error', null]);
    server.close();
  });

  it('that never answers meets the deadline, and what it may have done is counted', async () => {
    scene.provider.script = () => {};
    expect(await failing()).toEqual([504, 'deadline_exceeded', null]);
    expect(scene.gateway.recorder.only).toMatchObject({
      status: 'failed',
      errorCode: 'deadline_exceeded',
      usageSource: 'counted',
      costState: 'priced',
    });
    await scene.provider.last.dropped;
  });

  it('that never begins its stream meets the deadline of the first token', async () => {
    scene.provider.script = () => {};
    expect(await failing(chatBody({ stream: true }))).toEqual([504, 'provider_timeout', null]);
    scene.provider.script = answerStream([': still thinking\n\n'], 'hang');
    const response = await post(scene.gateway, { body: chatBody({ stream: true }) });
    expect(await response.text()).toContain('"code":"provider_timeout"');
  });

  it('that trickles its answer within the deadlines is waited for', async () => {
    const whole = chatCompletion();
    scene.provider.script = async (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let at = 0; at < whole.length; at += 100) {
        response.write(whole.slice(at, at + 100));
        await wait(50);
      }
      response.end();
    };
    const response = await post(scene.gateway);
    expect(await response.text()).toBe(whole);
  });

  it('gets the time that the caller allows', async () => {
    scene.provider.script = () => {};
    const startedAt = performance.now();
    const response = await post(scene.gateway, { headers: { 'x-tollgate-timeout': '0.2' } });
    expect(response.status).toBe(504);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    scene.provider.script = async (slow) => {
      await wait(1_300);
      answerStream([chunk({ content: 'late' }), chunk({}, 'stop')])(slow, scene.provider.last);
    };
    const patient = await post(scene.gateway, { body: chatBody({ stream: true }), headers: { 'x-tollgate-timeout': '5' } });
    expect(await patient.text()).toContain('late');
  });

  it('with an answer beyond all measure is stopped', async () => {
    const small = await openScene({ lane, settings: { answerBytesMax: 1_000 } });
    small.provider.script = answerJson(chatCompletion('x'.repeat(5_000)));
    const response = await post(small.gateway);
    expect([response.status, (await errorOf(response)).code]).toEqual([502, 'provider_error']);
    await small.stop();
  });
});
