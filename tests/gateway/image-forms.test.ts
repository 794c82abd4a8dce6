import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, lanes, openScene, type Scene } from './support/call.ts';
import { type Field, formOf, formType, wav } from './support/form.ts';
import { answerJson, answerStream } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

const painter = {
  provider: 'openai-compatible',
  model: 'painter',
  contextWindowTokens: null,
  tiers: [
    { fromTokens: 0, picoUsdPerUnit: { input: 5_000_000n, output: 10_000_000n, input_image: 8_000_000n, output_image: 32_000_000n } },
  ],
};
/** Any bytes will do for a picture here. */
const picture = wav(1);
const usage = '"usage":{"input_tokens":110,"input_tokens_details":{"text_tokens":10,"image_tokens":100},"output_tokens":200}';
const costNanoUsd = 10n * 5_000n + 100n * 8_000n + 200n * 32_000n;

describe.each(lanes)('[GW-1] pictures from pictures through the %s', (lane) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ lane });
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models: ['painter'] })]);
    gateway.snapshot.addPrice(painter);
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.gateway.recorder.holds.length = 0;
    scene.provider.seen.length = 0;
  });

  const send = (path: string, fields: readonly Field[]): Promise<Response> =>
    fetch(`${scene.gateway.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.gateway.key}`, 'content-type': formType },
      body: new Uint8Array(formOf(fields)),
    });

  it.each([
    [
      '/images/edits',
      'openai.images_edits',
      [
        ['image[]', picture],
        ['image[]', picture],
        ['prompt', 'Add a gate'],
        ['model', 'painter'],
        ['n', '2'],
      ],
    ],
    [
      '/images/variations',
      'openai.images_variations',
      [
        ['image', picture],
        ['model', 'painter'],
      ],
    ],
  ] as const)('%s passes every byte and charges pictures by their meters', async (path, protocol, fields) => {
    const { gateway, provider } = scene;
    const answer = `{"created":1,"data":[{"b64_json":"iVBORw0KGgo="}], ${usage}}`;
    provider.script = answerJson(answer);
    const response = await send(path, fields);
    expect([response.status, await response.text()]).toEqual([200, answer]);
    expect(provider.last.path).toBe(`/v1${path}`);
    expect(provider.last.body.equals(formOf(fields))).toBe(true);
    expect(gateway.recorder.only).toMatchObject({
      protocol,
      status: 'succeeded',
      usageSource: 'provider',
      usage: { input: 110, output: 200 },
      costNanoUsd,
      overrunNanoUsd: 0n,
    });
  });

  it.each([
    ['/images/edits', 'image_edit'],
    ['/images/generations', 'image_generation'],
  ] as const)('%s streams pictures in the making', async (path, name) => {
    const { gateway, provider } = scene;
    const partial = `data: {"type":"${name}.partial_image","b64_json":"iVBORw0KGgo=","partial_image_index":0}\n\n`;
    const done = `data: {"type":"${name}.completed","b64_json":"iVBORw0KGgo=",${usage}}\n\n`;
    provider.script = answerStream([partial, done]);
    const json = { method: 'POST', headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json' } };
    const ask = () =>
      path === '/images/edits'
        ? send(path, [
            ['image', picture],
            ['prompt', 'Add a gate'],
            ['model', 'painter'],
            ['stream', 'true'],
          ])
        : fetch(`${gateway.baseUrl}${path}`, { ...json, body: '{"model":"painter","prompt":"A gate","stream":true,"partial_images":1}' });
    const text = await (await ask()).text();
    expect(text.startsWith(partial)).toBe(true);
    expect(text.endsWith(done)).toBe(true);
    expect(gateway.recorder.only).toMatchObject({ streamed: true, usageSource: 'provider', costNanoUsd });
    provider.script = answerStream([partial]);
    expect(await (await ask()).text()).toContain('stream_interrupted');
    expect(gateway.recorder.events[1]).toMatchObject({ status: 'failed', errorCode: 'stream_interrupted' });
  });

  it('refuses forms without a picture, a prompt or a model', async () => {
    const bad: readonly [readonly Field[], string][] = [
      [
        [
          ['prompt', 'x'],
          ['model', 'painter'],
        ],
        'image',
      ],
      [
        [
          ['image', 'text'],
          ['prompt', 'x'],
          ['model', 'painter'],
        ],
        'image',
      ],
      [
        [
          ['image', picture],
          ['model', 'painter'],
        ],
        'prompt',
      ],
      [
        [
          ['image', picture],
          ['prompt', 'x'],
        ],
        'model',
      ],
      [
        [
          ['image', picture],
          ['prompt', 'x'],
          ['model', 'painter'],
          ['n', '11'],
        ],
        'n',
      ],
    ];
    for (const [fields, param] of bad)
      expect(await errorOf(await send('/images/edits', fields))).toMatchObject({ code: 'invalid_request', param });
    expect(scene.provider.seen).toEqual([]);
  });
});
