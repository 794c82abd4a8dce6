import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, lanes, openScene, type Scene } from './support/call.ts';
import { type Field, formOf, formType, wav } from './support/form.ts';
import { answerJson, answerStream, wait } from './support/scripted-provider.ts';
import { hourly, transcriber, tts } from './support/sound-prices.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-1] sound through the %s', (lane) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ lane });
    const { gateway, provider } = scene;
    const models = ['tts', 'transcriber', 'hourly', 'unpriced'];
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models })]);
    for (const price of [tts, transcriber, hourly]) gateway.snapshot.addPrice(price);
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.gateway.recorder.holds.length = 0;
    scene.provider.seen.length = 0;
  });

  const send = (path: string, body: Buffer | string, contentType: string): Promise<Response> =>
    fetch(`${scene.gateway.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.gateway.key}`, 'content-type': contentType },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
  const speak = (more: object = {}) =>
    send('/audio/speech', JSON.stringify({ model: 'tts', input: 'Hello there, traveller.', voice: 'alloy', ...more }), 'application/json');
  const transcribe = (fields: readonly Field[], path = '/audio/transcriptions') => send(path, formOf(fields), formType);

  it('passes spoken sound on while it is made, byte by byte, and settles before its last byte', async () => {
    const { gateway, provider } = scene;
    const sound = Array.from({ length: 6 }, (_, at) => Buffer.alloc(8_000, at === 3 ? 0 : 200 + at));
    let isHeardBeforeTheEnd = false;
    let release = () => {};
    const heard = new Promise<void>((resolve) => {
      release = resolve;
    });
    provider.script = async (response) => {
      response.writeHead(200, { 'content-type': 'audio/pcm' });
      for (const part of sound.slice(0, 5)) {
        response.write(part);
        await wait(5);
      }
      await heard;
      isHeardBeforeTheEnd = true;
      response.end(sound[5]);
    };
    const body = '{"model":"tts", "input":"Hello there","voice":"alloy","response_format":"pcm","x":1.50}';
    const response = await send('/audio/speech', body, 'application/json');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/pcm']);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    release();
    const parts = [Buffer.from(first?.value ?? [])];
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read())
      parts.push(Buffer.from(part.value));
    expect(Buffer.concat(parts).equals(Buffer.concat(sound))).toBe(true);
    expect(isHeardBeforeTheEnd).toBe(true);
    expect([provider.last.path, provider.last.body.toString(), provider.last.headers.accept]).toEqual(['/v1/audio/speech', body, '*/*']);
    // 48,000 bytes of raw sound are one second: 21 tokens.
    expect(gateway.recorder.only).toMatchObject({
      protocol: 'openai.audio_speech',
      status: 'succeeded',
      usageSource: 'counted',
      usage: { input: 3, output: 21 },
      costNanoUsd: 1_800n + 252_000n,
      costState: 'priced',
    });
    expect(gateway.recorder.only.firstTokenMs).not.toBeNull();
    expect(gateway.recorder.holds[0]?.boundNanoUsd).toBeGreaterThan(253_800n);
  });

  it('breaks the connection of sound that breaks off, and charges what was heard', async () => {
    const { gateway, provider } = scene;
    provider.script = async (response) => {
      response.writeHead(200, { 'content-type': 'audio/pcm' });
      response.write(Buffer.alloc(48_000));
      await wait(20);
      response.write(Buffer.alloc(48_000));
      await wait(20);
      response.socket?.destroy();
    };
    const response = await speak({ response_format: 'pcm' });
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event).toMatchObject({ status: 'failed', errorCode: 'stream_interrupted', usageSource: 'counted', usage: { output: 42 } });
  });

  it('tries again unseen what failed before its first byte', async () => {
    const { gateway, provider } = scene;
    let times = 0;
    provider.script = (response) => {
      times += 1;
      if (times === 1) response.writeHead(500).end('{"error":{"message":"no"}}');
      else response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(Buffer.from([0xff, 0xfb, 0x90, 0]));
    };
    const response = await speak();
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0xff, 0xfb, 0x90, 0]);
    expect(gateway.recorder.only).toMatchObject({ status: 'succeeded', attempts: 2, usageSource: 'counted' });
  });

  it('follows speech in events to the usage that ends it', async () => {
    const { gateway, provider } = scene;
    const delta = 'data: {"type":"speech.audio.delta","audio":"UklGRg=="}\n\n';
    const done = 'data: {"type":"speech.audio.done","usage":{"input_tokens":6,"output_tokens":40,"total_tokens":46}}\n\n';
    provider.script = answerStream([delta, delta, done]);
    const response = await speak({ stream_format: 'sse' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect(text).toBe(`${delta}${delta}: x-tollgate-cost: 0.000483600\n\n${done}`);
    expect(gateway.recorder.only).toMatchObject({
      usageSource: 'provider',
      usage: { input: 6, output: 40 },
      costNanoUsd: 3_600n + 480_000n,
    });
    provider.script = answerStream([delta]);
    expect(await (await speak({ stream_format: 'sse' })).text()).toContain('stream_interrupted');
  });

  it('passes a form on byte by byte, changes the model alone, and prices tokens of sound by their meter', async () => {
    const { gateway, provider } = scene;
    const answer =
      '{"text":"Caf\\u00e9.", "usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":4,"audio_tokens":10},"output_tokens":5}}';
    provider.script = answerJson(answer);
    const fields: Field[] = [
      ['prompt', 'dé\r\n--'],
      ['file', wav(1)],
      ['model', 'upstream/transcriber'],
      ['timestamp_granularities[]', 'word'],
    ];
    const response = await transcribe(fields);
    expect([response.status, await response.text()]).toEqual([200, answer]);
    const sent = formOf(fields.map(([name, value]): Field => [name, name === 'model' ? 'transcriber' : value]));
    expect(provider.last.body.equals(sent)).toBe(true);
    expect(provider.last.headers['content-type']).toBe(formType);
    expect(provider.last.headers.authorization).toBe('Bearer sk-upstream-secret');
    expect(gateway.recorder.only).toMatchObject({
      protocol: 'openai.audio_transcriptions',
      model: 'transcriber',
      usageSource: 'provider',
      usage: { input: 14, output: 5 },
      costNanoUsd: 10_000n + 60_000n + 50_000n,
    });
    expect(gateway.recorder.holds[0]?.boundNanoUsd).toBeGreaterThan(120_000n);
  });

  it.each([
    ['the seconds that are told', '{"text":"x","usage":{"type":"duration","seconds":9}}', 'application/json', 'provider', 900_000n],
    [
      'the length of a verbose answer',
      '{"task":"transcribe","duration":"8.5","text":"x","segments":[]}',
      'application/json',
      'provider',
      850_000n,
    ],
    ['the length of the recording where nothing is told', '1\n00:00:00,000 --> 00:00:02,000\nHi\n', 'text/plain', 'counted', 200_000n],
  ] as const)('charges by the hour: %s', async (_name, answer, type, usageSource, costNanoUsd) => {
    const { gateway, provider } = scene;
    provider.script = (response) => {
      response.writeHead(200, { 'content-type': type }).end(answer);
    };
    for (const path of ['/audio/transcriptions', '/audio/translations']) {
      const response = await transcribe(
        [
          ['model', 'hourly'],
          ['response_format', 'srt'],
          ['file', wav(2)],
        ],
        path,
      );
      expect([await response.text(), response.headers.get('content-type')]).toEqual([answer, type]);
      expect(provider.last.path).toBe(`/v1${path}`);
    }
    const [written, told] = gateway.recorder.events;
    expect(written).toMatchObject({
      protocol: 'openai.audio_transcriptions',
      usageSource,
      costNanoUsd,
      costState: 'priced',
      overrunNanoUsd: usageSource === 'counted' ? 0n : costNanoUsd - 200_000n,
    });
    expect(told).toMatchObject({ protocol: 'openai.audio_translations', usageSource, costNanoUsd });
    expect(gateway.recorder.holds[0]?.boundNanoUsd).toBe(200_000n);
  });

  it('streams a transcript, and takes it whole from a model that does not stream', async () => {
    const { gateway, provider } = scene;
    const delta = 'data: {"type":"transcript.text.delta","delta":"Hello"}\n\n';
    const done =
      'data: {"type":"transcript.text.done","text":"Hello","usage":{"type":"tokens","input_tokens":10,"input_token_details":{"audio_tokens":10},"output_tokens":2}}\n\n';
    provider.script = answerStream([delta, done]);
    const fields: Field[] = [
      ['model', 'transcriber'],
      ['stream', 'true'],
      ['file', wav(1)],
    ];
    expect(await (await transcribe(fields)).text()).toBe(`${delta}: x-tollgate-cost: 0.000080000\n\n${done}`);
    provider.script = answerJson('{"text":"Hello"}');
    expect(await (await transcribe(fields)).text()).toBe('{"text":"Hello"}');
    expect(gateway.recorder.events).toMatchObject([
      { streamed: true, usageSource: 'provider', costNanoUsd: 80_000n },
      { usageSource: 'counted', usage: { input: 10, output: 2 }, costNanoUsd: 80_000n },
    ]);
  });

  it('refuses forms that cannot be read, before anything is sent', async () => {
    const { gateway, provider } = scene;
    const good = formOf([
      ['model', 'transcriber'],
      ['file', wav(1)],
    ]);
    const bad: readonly [Buffer, string, number, string][] = [
      [good, 'multipart/form-data; boundary=other', 400, 'invalid_request'],
      [good, 'multipart/form-data', 400, 'invalid_request'],
      [good, 'application/json', 415, 'unsupported_media_type'],
      [good.subarray(0, 500), formType, 400, 'invalid_request'],
      [formOf([['file', wav(1)]]), formType, 400, 'invalid_request'],
      [formOf([['model', 'transcriber']]), formType, 400, 'invalid_request'],
      [
        formOf([
          ['model', 'nobody'],
          ['file', wav(1)],
        ]),
        formType,
        404,
        'model_not_found',
      ],
      [
        formOf([
          ['model', 'tts'],
          ['model', 'transcriber'],
          ['file', wav(1)],
        ]),
        formType,
        400,
        'invalid_request',
      ],
    ];
    for (const [body, type, status, code] of bad) {
      const response = await send('/audio/transcriptions', body, type);
      expect([response.status, (await errorOf(response)).code]).toEqual([status, code]);
    }
    const large = await send('/audio/transcriptions', Buffer.alloc(50 * 1024 * 1024), formType);
    expect([large.status, (await errorOf(large)).code]).toEqual([413, 'body_too_large']);
    expect(provider.seen).toEqual([]);
    const events = await gateway.recorder.untilEvents(bad.length + 1);
    expect(new Set(events.map(({ status, costNanoUsd }) => `${status} ${costNanoUsd}`))).toEqual(new Set(['refused 0']));
  });

  it('refuses speech without its text or voice, naming the field', async () => {
    for (const [more, param] of [
      [{ input: '' }, 'input'],
      [{ input: 4 }, 'input'],
      [{ voice: undefined }, 'voice'],
      [{ speed: 9 }, 'speed'],
    ] as const) {
      expect(await errorOf(await speak(more))).toMatchObject({ code: 'invalid_request', param });
    }
  });

  it('tells a provider’s refusal, and an answer that is no transcript', async () => {
    const { gateway, provider } = scene;
    const fields: Field[] = [
      ['model', 'transcriber'],
      ['file', wav(1)],
    ];
    provider.script = answerJson('{"error":{"message":"Audio file might be corrupted","param":"file"}}', 400);
    expect(await errorOf(await transcribe(fields))).toMatchObject({ code: 'provider_rejected', param: 'file' });
    provider.script = answerJson('{"hello":"there"}');
    expect(await errorOf(await transcribe(fields))).toMatchObject({ code: 'provider_error' });
    expect(gateway.recorder.events.map(({ status }) => status)).toEqual(['failed', 'failed']);
  });

  it('leaves sound without a price unpriced, and never free', async () => {
    scene.provider.script = answerJson('{"text":"x","usage":{"type":"duration","seconds":9}}');
    await (
      await transcribe([
        ['model', 'unpriced'],
        ['file', wav(1)],
      ])
    ).text();
    expect(scene.gateway.recorder.only).toMatchObject({ costState: 'unpriced', costNanoUsd: 0n });
  });
});
