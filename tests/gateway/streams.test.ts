import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, errorOf, eventsOf, lanes, openScene, post, readStream, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, roomIn, usageChunk, wait } from './support/scripted-provider.ts';

const streamed = { body: chatBody({ stream: true, max_tokens: 50 }) };

describe.each(lanes)('[GW-6] streams through the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane, settings: { firstTokenMs: 2_000, idleMs: 1_500, totalMs: 10_000, streamEndMs: 300 } });
  });
  afterEach(() => scene.stop());

  const stream = async (): Promise<ReturnType<typeof readStream> & { text: string }> => {
    const text = await (await post(scene.gateway, streamed)).text();
    return { ...readStream(text), text };
  };

  it('pass each event on when it comes, not at the end', async () => {
    scene.provider.script = answerStream([chunk({ content: 'a' }), chunk({ content: 'b' }), chunk({}, 'stop'), done], 'end', 60);
    const response = await post(scene.gateway, streamed);
    const times: number[] = [];
    for await (const _part of response.body ?? []) times.push(performance.now());
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
    const { firstTokenMs, latencyMs } = scene.gateway.recorder.only;
    expect(latencyMs - (firstTokenMs ?? latencyMs)).toBeGreaterThan(100);
  });

  it('are metered from the provider’s usage', async () => {
    scene.provider.script = answerStream([chunk({ content: 'Hi' }), chunk({}, 'stop'), usageChunk(9, 3), done]);
    expect(await stream()).toMatchObject({ content: 'Hi', isDone: true, error: undefined });
    expect(scene.gateway.recorder.only).toMatchObject({
      status: 'succeeded',
      httpStatus: 200,
      streamed: true,
      usageSource: 'provider',
      costNanoUsd: 3_150n,
      usage: { input: 9, output: 3 },
    });
  });

  it('are counted where the provider reports nothing', async () => {
    scene.provider.script = answerStream([chunk({ content: 'The quick brown fox' }), chunk({}, 'stop'), done]);
    await stream();
    const { usage, usageSource, costState } = scene.gateway.recorder.only;
    expect([usageSource, costState, usage.output]).toEqual(['counted', 'priced', 4]);
    expect(usage.input).toBeGreaterThan(5);
  });

  it('skip a malformed event and deliver the rest', async () => {
    scene.provider.script = answerStream([
      chunk({ content: 'a' }),
      'data: {"choices":[{"delta":\n\n',
      chunk({ content: 'b' }),
      chunk({}, 'stop'),
      done,
    ]);
    expect(await stream()).toMatchObject({ content: 'ab', isDone: true });
    expect(scene.gateway.runtime.metrics.malformedEvents).toBe(1);
  });

  it('end at once without [DONE], whether the provider closes or not', async () => {
    for (const ending of ['end', 'hang'] as const) {
      scene.provider.script = answerStream([chunk({ content: 'a' }), chunk({}, 'stop'), usageChunk(1, 1)], ending);
      const startedAt = performance.now();
      expect(await stream()).toMatchObject({ content: 'a', isDone: true });
      expect(performance.now() - startedAt).toBeLessThan(1_400);
    }
    expect(scene.gateway.recorder.events.map((event) => [event.status, event.usageSource])).toEqual([
      ['succeeded', 'provider'],
      ['succeeded', 'provider'],
    ]);
  });

  it.each([['end'], ['break']] as const)('that are cut (%s) say so and never look complete', async (ending) => {
    scene.provider.script = answerStream([chunk({ content: 'half an ans' }), 'data: {"choices":[{"delta":{"content":"never'], ending);
    const { content, error, isDone, text } = await stream();
    expect([content, error, isDone]).toEqual(['half an ans', 'stream_interrupted', false]);
    expect(text).not.toContain('[DONE]');
    expect(text).not.toContain('never');
    expect(scene.gateway.recorder.only).toMatchObject({
      status: 'failed',
      httpStatus: 200,
      errorCode: 'stream_interrupted',
      usageSource: 'counted',
      costState: 'priced',
    });
  });

  it('with several choices are complete only when all are', async () => {
    const choice = (index: number, finish: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index, delta: { content: 'x' }, finish_reason: finish }] })}\n\n`;
    scene.provider.script = answerStream([choice(0, 'stop'), choice(1, null)]);
    const text = await (await post(scene.gateway, { body: chatBody({ stream: true, n: 2 }) })).text();
    expect(readStream(text)).toMatchObject({ error: 'stream_interrupted', isDone: false });
  });

  it('that stall are ended with an error', async () => {
    scene.provider.script = answerStream([chunk({ content: 'a' })], 'hang');
    expect(await stream()).toMatchObject({ content: 'a', error: 'provider_timeout', isDone: false });
    await scene.provider.last.dropped;
  });

  it('whose provider reports an error tell it, in its words', async () => {
    scene.provider.script = answerStream([chunk({ content: 'a' }), 'data: {"error":{"message":"Overloaded","code":429}}\n\n', done]);
    const { error, isDone, text } = await stream();
    expect([error, isDone]).toEqual(['provider_rate_limited', false]);
    expect(text).toContain('Overloaded');
  });

  it('that fail before their first event are told as HTTP', async () => {
    scene.provider.script = answerStream(['data: {"error":{"message":"Bad day"}}\n\n']);
    const early = await post(scene.gateway, streamed);
    expect([early.status, (await errorOf(early)).code]).toEqual([502, 'provider_error']);
    scene.provider.script = answerStream([]);
    expect((await post(scene.gateway, streamed)).status).toBe(502);
    scene.provider.script = answerJson(chatCompletion());
    const unstreamed = await post(scene.gateway, streamed);
    expect([unstreamed.status, (await errorOf(unstreamed)).message]).toEqual([502, expect.stringContaining('did not stream')]);
  });

  it('with an event beyond all measure are stopped', async () => {
    const small = await openScene({ lane, settings: { eventBytesMax: 1_000 } });
    small.provider.script = answerStream([chunk({ content: 'a' }), `data: {"choices":"${'x'.repeat(2_000)}`], 'hang');
    expect(readStream(await (await post(small.gateway, streamed)).text())).toMatchObject({ content: 'a', error: 'stream_interrupted' });
    await small.stop();
  });

  it('cancel the provider when the caller leaves, and are metered once', async () => {
    const { gateway, provider } = scene;
    provider.script = answerStream(
      Array.from({ length: 200 }, () => chunk({ content: 'word ' })),
      'end',
      10,
    );
    const leaving = new AbortController();
    const response = await post(gateway, { ...streamed, signal: leaving.signal });
    await response.body?.getReader().read();
    await wait(100);
    leaving.abort();
    await provider.last.dropped;
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event).toMatchObject({ status: 'cancelled', httpStatus: 200, errorCode: null, usageSource: 'counted', costState: 'priced' });
    expect(event?.usage.output).toBeGreaterThan(0);
    expect(event?.usage.output).toBeLessThan(60);
  });

  it('count what a cancelled call without streaming may have cost', async () => {
    const { gateway, provider } = scene;
    provider.script = () => {};
    const leaving = new AbortController();
    const call = post(gateway, { body: chatBody({ max_tokens: 10 }), signal: leaving.signal }).catch(() => 'gone');
    await wait(150);
    leaving.abort();
    expect(await call).toBe('gone');
    await provider.last.dropped;
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event).toMatchObject({ status: 'cancelled', httpStatus: 499, usageSource: 'counted', usage: { output: 10 } });
  });

  it('hold the provider back while the caller does not read', async () => {
    const { gateway, provider } = scene;
    const part = chunk({ content: 'x'.repeat(60_000) });
    let sent = 0;
    provider.script = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (; sent < 400 && !response.destroyed; sent += 1) {
        if (!response.write(part)) await roomIn(response);
      }
    };
    const { body } = streamed;
    const socket = connect(gateway.port, '127.0.0.1');
    socket.pause();
    socket.write(
      `POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.key}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    await wait(300);
    expect(sent).toBeLessThan(350);
    // A caller who never reads on is given up, and the provider with him.
    await provider.last.dropped;
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event?.status).toBe('cancelled');
    socket.destroy();
  });

  it('forward usage that rides on a chunk with content', async () => {
    const last = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: '!' }, finish_reason: 'stop' }], usage: { prompt_tokens: 4, completion_tokens: 2 } })}\n\n`;
    scene.provider.script = answerStream([chunk({ content: 'a' }), last, done]);
    const { text } = await stream();
    expect(eventsOf(text)[1]).toContain('"usage"');
    expect(scene.gateway.recorder.only).toMatchObject({ usageSource: 'provider', usage: { input: 4, output: 2 } });
  });
});
