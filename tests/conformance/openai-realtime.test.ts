import { connect } from 'node:net';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandboxRealtime, type RealtimeScene } from '../gateway/support/realtime-scene.ts';

let scene: RealtimeScene;
beforeAll(async () => {
  scene = await openSandboxRealtime();
});
afterAll(() => scene.stop());

/** The SDK opens wss:// alone; what ends TLS in front of a gateway is left out here. */
function realtime(apiKey: string): OpenAIRealtimeWS {
  const { port, baseUrl } = scene.gateway;
  const createConnection = () => connect(port, '127.0.0.1');
  return new OpenAIRealtimeWS({ model: 'sandbox-realtime', options: { createConnection } }, new OpenAI({ apiKey, baseURL: baseUrl }));
}

it('[GW-9] the official openai SDK talks in a session', async () => {
  const client = realtime(scene.gateway.key);
  let text = '';
  const done = new Promise<string | undefined>((resolve, reject) => {
    client.on('error', reject);
    client.on('response.output_text.delta', ({ delta }) => {
      text += delta;
    });
    client.on('response.done', ({ response }) => resolve(response.status));
    client.on('session.created', () => {
      client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
      const content = [{ type: 'input_text' as const, text: 'What is a tollgate?' }];
      client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
      client.send({ type: 'response.create' });
    });
  });
  expect(await done).toBe('completed');
  expect(text).toContain('tollgate');
  client.close();
  const events = await scene.gateway.recorder.untilEvents(2);
  expect(events).toMatchObject([
    { protocol: 'openai.realtime', status: 'succeeded', usageSource: 'provider', costState: 'priced' },
    { protocol: 'openai.realtime_session', status: 'succeeded' },
  ]);
});

it('[GW-9] the official openai SDK tells of an error that ends a session', async () => {
  const client = realtime(scene.gateway.key);
  const failed = new Promise<{ readonly message: string }>((resolve) => client.on('error', resolve));
  await new Promise<void>((resolve) => client.on('session.created', () => resolve()));
  scene.gateway.snapshot.disableKey(scene.gateway.key);
  expect((await failed).message).toContain('key_disabled');
});
