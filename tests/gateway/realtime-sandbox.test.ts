import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sandboxPrices } from '#lib/catalog/sandbox-prices.ts';
import { composeSound } from '#lib/gateway/providers/sandbox/compose-sound.ts';
import { openRealtime, type RealtimeScene, type Session } from './support/realtime-scene.ts';
import { sandboxConnection, tenantId } from './support/test-gateway.ts';

let scene: RealtimeScene;
beforeAll(async () => {
  scene = await openRealtime();
  const { snapshot } = scene.gateway;
  snapshot.setConnections(tenantId, [{ ...sandboxConnection, models: ['sandbox-realtime', 'sandbox-small'] }]);
  const listed = sandboxPrices.find(({ model }) => model === 'sandbox-realtime');
  const picoUsdPerUnit = Object.fromEntries((listed?.prices ?? []).map((price) => [price.meter, price.picoUsdPerUnit]));
  snapshot.addPrice({ provider: 'sandbox', model: 'sandbox-realtime', tiers: [{ fromTokens: 0, picoUsdPerUnit }] });
  await scene.gateway.runtime.tokens.warm();
});
afterAll(() => scene.stop());
beforeEach(() => {
  scene.gateway.recorder.events.length = 0;
});

const transcriptOf = (session: Session): string =>
  session.events.map(({ type, delta }) => (type.endsWith('text.delta') || type.endsWith('transcript.delta') ? String(delta) : '')).join('');

async function ask(words: string, more: object = {}): Promise<Session> {
  const session = scene.open({ model: 'sandbox-realtime', protocols: ['realtime'] });
  await session.opened;
  session.send({ type: 'session.update', session: { output_modalities: ['text'], ...more } });
  session.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: words }] },
  });
  await session.until('conversation.item.done');
  session.send({ type: 'response.create' });
  await session.until('response.done');
  session.socket.close(1000);
  return session;
}

it('[GW-9] the sandbox answers in a session, the same to the same words, for real tokens', async () => {
  const [first, second] = [await ask('What is a gate?'), await ask('What is a gate?')];
  expect(transcriptOf(first)).toContain('answering “What is a gate?”');
  expect(transcriptOf(second)).toBe(transcriptOf(first));
  const responses = (await scene.gateway.recorder.untilEvents(4)).filter(({ protocol }) => protocol === 'openai.realtime');
  expect(responses).toHaveLength(2);
  expect(responses[0]).toMatchObject({ provider: 'sandbox', model: 'sandbox-realtime', usageSource: 'provider', costState: 'priced' });
  expect(responses[0]?.costNanoUsd).toBeGreaterThan(0n);
  expect(responses[1]?.costNanoUsd).toBe(responses[0]?.costNanoUsd);
});

it('[GW-9] the sandbox speaks when its caller stops speaking', async () => {
  const session = scene.open({ model: 'sandbox-realtime' });
  await session.opened;
  await session.until('session.created');
  const sound = Buffer.concat([composeSound('Hello there', true), Buffer.alloc(48_000)]);
  for (let at = 0; at < sound.length; at += 4_800)
    session.send({ type: 'input_audio_buffer.append', audio: sound.subarray(at, at + 4_800).toString('base64') });
  await session.until('response.done');
  const types = session.events.map(({ type }) => type);
  for (const type of ['input_audio_buffer.speech_started', 'input_audio_buffer.speech_stopped', 'input_audio_buffer.committed'])
    expect(types).toContain(type);
  expect(types.filter((type) => type === 'response.output_audio.delta').length).toBeGreaterThan(3);
  const [event] = scene.gateway.recorder.events;
  expect(event?.usage.media).toMatchObject({ audioInput: expect.any(Number), audioOutput: expect.any(Number) });
  expect(event?.usage.media?.audioOutput).toBeGreaterThan(0);
  expect(event?.overrunNanoUsd).toBe(0n);
});

it('[GW-9] the sandbox keeps to the limit of an answer, and refuses what it has no sessions for', async () => {
  const session = await ask('What is a gate?', { max_output_tokens: 10 });
  const done = await session.until('response.done');
  expect(done.response).toMatchObject({ status: 'incomplete' });
  const [event] = scene.gateway.recorder.events;
  expect(event?.usage.output).toBeLessThanOrEqual(10);
  const other = scene.open({ model: 'sandbox-small' });
  await expect(other.opened).rejects.toThrow('provider_rejected');
});
