import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claude, message, messageDelta, messageStart, messageStop, messagesBody, send, textDelta } from './support/anthropic.ts';
import { openScene, type Scene } from './support/call.ts';
import { answerJson, answerStream } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

describe('[COST-1] messages to Anthropic', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene();
    const baseUrl = `http://127.0.0.1:${scene.provider.port}`;
    const more = { name: 'claude', provider: 'anthropic', baseUrl, credential: 'sk-ant-secret', models: [claude.model] };
    scene.gateway.snapshot.setConnections(tenantId, [connectionTo(baseUrl, more)]);
    scene.gateway.snapshot.addPrice(claude);
  });
  afterEach(() => scene.stop());

  it.each([
    ['us', 'us', 495_000n],
    // A workspace's settings may have sent it there.
    [undefined, 'us', 495_000n],
    ['us', undefined, 495_000n],
    ['us', 'not_available', 495_000n],
    ['global', 'global', 450_000n],
    [undefined, undefined, 450_000n],
  ])('that ask for %s and are told %s are charged by where the model ran, and held so', async (asked, told, costNanoUsd) => {
    const { gateway, provider } = scene;
    const geo = told === undefined ? {} : { inference_geo: told };
    const more = asked === undefined ? {} : { inference_geo: asked };
    provider.script = answerJson(message({ input_tokens: 100, output_tokens: 10, ...geo }));
    expect((await send(gateway, { body: messagesBody(more) })).status).toBe(200);
    expect(JSON.parse(provider.last.body.toString()).inference_geo).toBe(asked);
    const start = messageStart({ input_tokens: 100, output_tokens: 1, ...geo });
    provider.script = answerStream([start, textDelta('Paris'), messageDelta({ output_tokens: 10 }), messageStop]);
    await (await send(gateway, { body: messagesBody({ ...more, stream: true }) })).text();
    expect(gateway.recorder.events).toHaveLength(2);
    for (const event of gateway.recorder.events) {
      expect(event).toMatchObject({ costNanoUsd, costState: 'priced', overrunNanoUsd: 0n });
      expect(event.billing).toEqual(costNanoUsd === 495_000n ? { geo: 'us' } : undefined);
    }
  });

  it('that name no geography are held as if they ran in the United States', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(message());
    for (const more of [{ inference_geo: 'global' }, {}, { inference_geo: 'us' }]) await send(gateway, { body: messagesBody(more) });
    const [anywhere = 0n, unnamed = 0n, there = 0n] = gateway.recorder.holds.map(({ boundNanoUsd }) => boundNanoUsd);
    expect(unnamed).toBeGreaterThan((anywhere * 107n) / 100n);
    expect(there).toBeGreaterThanOrEqual(unnamed);
  });
});
