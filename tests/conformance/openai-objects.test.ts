import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanes } from '../gateway/support/call.ts';
import { wav } from '../gateway/support/form.ts';
import { type ObjectScene, openObjectScene } from '../gateway/support/object-scene.ts';
import { answerJson, answerStream } from '../gateway/support/scripted-provider.ts';
import { sandboxConnection, tenantId } from '../gateway/support/test-gateway.ts';

const line = JSON.stringify({
  custom_id: 'a',
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'sandbox-small', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 },
});

describe.each(lanes)('[GW-1] the official openai SDK works with sound, pictures, files and batches through the %s', (lane) => {
  let scene: ObjectScene;
  let client: OpenAI;

  beforeAll(async () => {
    scene = await openObjectScene(lane);
    const { gateway, database, keys } = scene;
    await database.superuser`INSERT INTO connection (tenant_id, id, name, provider)
      VALUES (${tenantId}, ${sandboxConnection.connectionId}, 'sandbox', 'sandbox')`;
    const connections = gateway.snapshot.tenant(tenantId)?.connections ?? [];
    gateway.snapshot.setConnections(tenantId, [sandboxConnection, ...connections]);
    client = new OpenAI({ apiKey: keys.own, baseURL: gateway.baseUrl, maxRetries: 0 });
  });
  afterAll(() => scene.stop());

  it('speaks, as sound and as a stream of it', async () => {
    const speech = await client.audio.speech.create({
      model: 'sandbox-speech',
      voice: 'alloy',
      input: 'Hello there',
      response_format: 'wav',
    });
    expect(Buffer.from(await speech.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF');
    const raw = await client.audio.speech.create({ model: 'sandbox-speech', voice: 'alloy', input: 'Hello there', response_format: 'pcm' });
    let bytes = 0;
    for await (const part of raw.body ?? []) bytes += part.length;
    expect(bytes).toBeGreaterThan(10_000);
  });

  it('writes a recording down, in every format and as a stream', async () => {
    const file = await toFile(wav(2), 'a.wav');
    const whole = await client.audio.transcriptions.create({ model: 'sandbox-transcription', file });
    expect(whole.text).toContain('2.0 seconds');
    const verbose = await client.audio.transcriptions.create({ model: 'sandbox-transcription', file, response_format: 'verbose_json' });
    expect(verbose.duration).toBe(2);
    expect(await client.audio.transcriptions.create({ model: 'sandbox-transcription', file, response_format: 'srt' })).toContain('-->');
    expect((await client.audio.translations.create({ model: 'sandbox-transcription', file })).text).toContain('seconds');
    const stream = await client.audio.transcriptions.create({ model: 'sandbox-transcription', file, stream: true });
    let text = '';
    let isDone = false;
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') text += event.delta;
      if (event.type === 'transcript.text.done') isDone = event.text === text;
    }
    expect(isDone).toBe(true);
  });

  it('changes pictures, and streams them in the making', async () => {
    const { provider } = scene;
    provider.script = answerJson(
      '{"created":1,"data":[{"b64_json":"iVBORw0KGgo="}],"usage":{"input_tokens":9,"output_tokens":20,"total_tokens":29}}',
    );
    const image = await toFile(wav(1), 'a.png', { type: 'image/png' });
    const edited = await client.images.edit({ model: 'gpt-4o-mini', image: [image, image], prompt: 'A gate' });
    expect(edited.data?.[0]?.b64_json).toBe('iVBORw0KGgo=');
    expect((await client.images.createVariation({ model: 'gpt-4o-mini', image })).data?.length).toBe(1);
    const done =
      '{"type":"image_generation.completed","b64_json":"iVBORw0KGgo=","usage":{"input_tokens":9,"output_tokens":20,"total_tokens":29}}';
    provider.script = answerStream([`event: image_generation.completed\ndata: ${done}\n\n`]);
    const types: string[] = [];
    for await (const event of await client.images.generate({ model: 'gpt-4o-mini', prompt: 'A gate', stream: true }))
      types.push(event.type);
    expect(types).toEqual(['image_generation.completed']);
  });

  it('keeps files and works a batch off', async () => {
    const file = await client.files.create({ purpose: 'batch', file: await toFile(Buffer.from(line), 'in.jsonl') });
    expect(file.status).toBe('processed');
    expect(await (await client.files.content(file.id)).text()).toBe(line);
    const listed: string[] = [];
    for await (const one of client.files.list({ purpose: 'batch' })) listed.push(one.id);
    expect(listed).toEqual([file.id]);
    const batch = await client.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
    let latest = batch;
    for (let tries = 0; latest.status !== 'completed' && tries < 40; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      latest = await client.batches.retrieve(batch.id);
    }
    expect(latest.request_counts).toMatchObject({ total: 1, completed: 1 });
    const output = await client.files.content(latest.output_file_id ?? '');
    expect(JSON.parse(await output.text()).response.body.choices[0].message.role).toBe('assistant');
    expect((await client.batches.list()).data.map(({ id }) => id)).toEqual([batch.id]);
    await expect(client.batches.cancel(batch.id)).rejects.toThrow(OpenAI.BadRequestError);
    await expect(client.files.retrieve('file-none')).rejects.toThrow(OpenAI.NotFoundError);
    expect(await client.files.delete(file.id)).toMatchObject({ deleted: true });
    await expect(client.files.retrieve(file.id)).rejects.toThrow(OpenAI.NotFoundError);
  });

  it('runs fine-tuning jobs', async () => {
    const { provider } = scene;
    provider.script = answerJson('{"id":"file-train","object":"file","purpose":"fine-tune","filename":"t.jsonl","bytes":2,"created_at":1}');
    const own = new OpenAI({
      apiKey: scene.keys.own,
      baseURL: scene.gateway.baseUrl,
      maxRetries: 0,
      defaultHeaders: { 'x-tollgate-connection': 'upstream' },
    });
    const file = await own.files.create({ purpose: 'fine-tune', file: await toFile(Buffer.from('{}'), 't.jsonl') });
    provider.script = answerJson('{"id":"ftjob-1","object":"fine_tuning.job","status":"queued","model":"gpt-4o-mini"}');
    const job = await client.fineTuning.jobs.create({ model: 'gpt-4o-mini', training_file: file.id });
    expect((await client.fineTuning.jobs.retrieve(job.id)).status).toBe('queued');
    expect((await client.fineTuning.jobs.cancel(job.id)).id).toBe('ftjob-1');
    provider.script = answerJson('{"object":"list","data":[{"id":"e1","object":"fine_tuning.job.event","message":"x"}],"has_more":false}');
    expect((await client.fineTuning.jobs.listEvents(job.id)).data.length).toBe(1);
    expect((await client.fineTuning.jobs.checkpoints.list(job.id)).data.length).toBe(1);
    expect((await client.fineTuning.jobs.list()).data.map(({ id }) => id)).toEqual(['ftjob-1']);
  });

  it('reaches a connection by the pass-through, by its base URL alone', async () => {
    const raw = new OpenAI({ apiKey: scene.keys.own, baseURL: `${scene.gateway.baseUrl}/proxy/sandbox`, maxRetries: 0 });
    const stream = await raw.chat.completions.create({ model: 'sandbox-small', messages: [{ role: 'user', content: 'Hi' }], stream: true });
    let text = '';
    for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    expect(text.length).toBeGreaterThan(10);
    expect(scene.gateway.recorder.events.at(-1)).toMatchObject({
      protocol: 'openai.chat_completions',
      model: 'sandbox-small',
      status: 'succeeded',
    });
  });
});
