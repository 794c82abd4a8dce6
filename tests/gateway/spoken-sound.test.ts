import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Transformation } from '#lib/contracts/transformations.ts';
import { compileRules } from '#lib/gateway/transformations/compile-rules.ts';
import { lanes, openScene, type Scene } from './support/call.ts';
import { wait } from './support/scripted-provider.ts';
import { tts } from './support/sound-prices.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('spoken sound through the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane });
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models: ['tts'] })]);
    gateway.snapshot.addPrice(tts);
  });
  afterEach(() => scene.stop());

  const speak = (more: object): Promise<Response> =>
    fetch(`${scene.gateway.baseUrl}/audio/speech`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.gateway.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'tts', input: 'Hello there, traveller.', voice: 'alloy', ...more }),
    });

  it('gives a second attempt its own time to begin, and none to end', async () => {
    const { gateway, provider } = scene;
    const settings = gateway.runtime.settings;
    const { firstTokenMs, retryBaseMs } = settings;
    Object.assign(settings, { firstTokenMs: 300, retryBaseMs: 1 });
    let times = 0;
    provider.script = async (response) => {
      times += 1;
      response.writeHead(200, { 'content-type': 'audio/pcm' });
      response.write(Buffer.alloc(4_800));
      for (let parts = 0; parts < 5; parts += 1) {
        await wait(100);
        // Only one part has come, which is kept back, so that the caller does not see this.
        if (times === 1) break;
        response.write(Buffer.alloc(4_800));
      }
      if (times === 1) response.socket?.destroy();
      else response.end();
    };
    const response = await speak({ response_format: 'pcm' });
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 28_800]);
    Object.assign(settings, { firstTokenMs, retryBaseMs });
    const { firstTokenMs: toldAt, ...event } = gateway.recorder.only;
    expect(event).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect(toldAt).toBeGreaterThanOrEqual(100);
  });

  it('stays sound where a rule of the tenant names another model', async () => {
    const { gateway, provider } = scene;
    const { snapshot } = gateway;
    const rule = Transformation.parse({ name: 'renamed', models: ['tts-1'], model: 'tts' });
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, transformations: compileRules([rule]) });
    const sound = [Buffer.alloc(4_800, 1), Buffer.alloc(4_800, 2)];
    provider.script = async (response) => {
      response.writeHead(200, { 'content-type': 'audio/pcm' });
      for (const part of sound) {
        response.write(part);
        await wait(5);
      }
      response.end();
    };
    const response = await speak({ model: 'tts-1', response_format: 'pcm' });
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, transformations: null });
    expect(response.headers.get('content-type')).toBe('audio/pcm');
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.concat(sound))).toBe(true);
    expect(provider.last.headers.accept).toBe('*/*');
    expect(gateway.recorder.only).toMatchObject({ requestedModel: 'tts-1', model: 'tts', usageSource: 'counted', usage: { output: 5 } });
  });
});
