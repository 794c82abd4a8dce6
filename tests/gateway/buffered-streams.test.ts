import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, errorOf, lanes, post, readStream } from './support/call.ts';
import { answerStream, chunk, done, usageChunk, wait } from './support/scripted-provider.ts';
import { answers, ask, firstId, openTwoProviders, quickSettings, roleChunk, type TwoProviders } from './support/two-providers.ts';

const buffered = { 'x-tollgate-buffer': 'on' };

describe.each(lanes)('[GW-5] a stream that is held back until it is whole, through the %s,', (lane) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  const half = [roleChunk, chunk({ content: 'half an ' }), chunk({ content: 'ans' })];

  it('sends nothing before it is whole', async () => {
    scene.first.script = answerStream([...half, chunk({ content: 'wer' }), chunk({}, 'stop'), usageChunk(4, 3), done], 'end', 40);
    let isHeadThere = false;
    const answering = post(scene.gateway, { body: chatBody({ stream: true }), headers: buffered }).then((response) => {
      isHeadThere = true;
      return response;
    });
    await wait(150);
    expect(isHeadThere).toBe(false);
    expect(readStream(await (await answering).text())).toEqual({ content: 'half an answer', error: undefined, isDone: true });
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded', usage: { input: 4, output: 3 } });
  });

  it('is answered by an HTTP error where no attempt is left, and what was produced is booked', async () => {
    scene.useFirstOnly();
    scene.first.script = answerStream(half, 'break', 5);
    const response = await post(scene.gateway, { body: chatBody({ stream: true }), headers: buffered });
    expect([response.status, (await errorOf(response)).code]).toEqual([502, 'stream_interrupted']);
    expect(scene.first.seen.length).toBe(2);
    expect(scene.gateway.recorder.only).toMatchObject({
      status: 'failed',
      attempts: 2,
      connectionId: firstId,
      usageSource: 'counted',
      costState: 'priced',
    });
  });

  it('books what the first provider produced when the second refuses', async () => {
    scene.first.script = answerStream(half, 'break', 5);
    scene.second.script = (response) => {
      response.writeHead(503).end();
    };
    expect((await ask(scene.gateway, true, buffered)).status).toBe(502);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', connectionId: firstId, usageSource: 'counted' });
  });

  it('flows after all when it is larger than may be held', async () => {
    Object.assign(scene.gateway.runtime.settings, { bufferedBytesMax: 1_000 });
    const long = Array.from({ length: 40 }, () => chunk({ content: 'a lot of words ' }));
    scene.first.script = answerStream([roleChunk, ...long], 'break');
    const got = await ask(scene.gateway, true, buffered);
    expect([got.status, got.error, got.isComplete]).toEqual([200, 'stream_interrupted', false]);
    expect(scene.gateway.runtime.metrics.bufferedBytes).toBe(0);
    Object.assign(scene.gateway.runtime.settings, { bufferedBytesMax: 1_000_000, bufferedBytesMaxInAll: 1_000 });
    expect((await ask(scene.gateway, true, buffered)).status).toBe(200);
  });

  it('asks for it by `on`, and nothing else', async () => {
    const response = await post(scene.gateway, { headers: { 'x-tollgate-buffer': 'please' } });
    expect([response.status, (await errorOf(response)).code]).toEqual([400, 'invalid_request']);
  });

  it('changes nothing for an answer that is not streamed', async () => {
    scene.first.script = answers('from the first');
    expect(await ask(scene.gateway, false, buffered)).toMatchObject({ content: 'from the first', attempts: '1' });
  });
});
