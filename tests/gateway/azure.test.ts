import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, gpt4oMini } from './support/call.ts';
import { type Field, formOf, formType, wav } from './support/form.ts';
import { type ObjectScene, openObjectScene } from './support/object-scene.ts';
import { answerJson, type ProviderScript } from './support/scripted-provider.ts';
import { transcriber, tts } from './support/sound-prices.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

const modelNames = { 'gpt-4o-mini': 'our-mini', tts: 'our speech', transcriber: 'our-ears' };
const line = (model: string): string =>
  JSON.stringify({
    ...{ custom_id: 'a', method: 'POST', url: '/v1/chat/completions' },
    body: { model, max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] },
  });

/** learn.microsoft.com/azure/foundry/openai/reference: deployments stand in the path of dated versions; files, batches and jobs beside them. */
const versions = [
  { version: undefined, audio: (_deployment: string, path: string) => `/openai/v1${path}`, objects: (path: string) => `/openai/v1${path}` },
  {
    version: '2024-10-21',
    audio: (deployment: string, path: string) => `/openai/deployments/${deployment}${path}?api-version=2024-10-21`,
    objects: (path: string) => `/openai${path}?api-version=2024-10-21`,
  },
] as const;

describe.each(versions)('[GW-1] [GW-3] Azure by its version $version', ({ version, audio, objects }) => {
  let scene: ObjectScene;
  beforeAll(async () => {
    scene = await openObjectScene('fast lane');
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections(tenantId, [
      connectionTo('', {
        ...{ provider: 'azure', baseUrl: `http://127.0.0.1:${provider.port}`, models: Object.keys(modelNames), modelNames },
        settings: version === undefined ? {} : { api_version: version },
      }),
    ]);
    for (const price of [gpt4oMini, tts, transcriber]) gateway.snapshot.addPrice({ ...price, provider: 'azure' });
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  const last = () => {
    const { path, headers, body } = scene.provider.last;
    return { path, key: headers['api-key'], body: String(body) };
  };
  const send = (path: string, body: Buffer, contentType: string) =>
    fetch(`${scene.gateway.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.keys.own}`, 'content-type': contentType },
      body: new Uint8Array(body),
    });

  it('speaks at the deployment', async () => {
    scene.provider.script = (response) => void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('sound');
    const got = await scene.ask('POST', '/audio/speech', { model: 'tts', input: 'Hello there', voice: 'alloy' });
    expect([got.status, await got.text()]).toEqual([200, 'sound']);
    expect(last()).toMatchObject({ path: audio('our%20speech', '/audio/speech'), key: expect.any(String) });
    expect(JSON.parse(last().body)).toMatchObject({ model: 'our speech' });
    expect(scene.gateway.recorder.only).toMatchObject({ provider: 'azure', model: 'tts', status: 'succeeded' });
  });

  it.each(['/audio/transcriptions', '/audio/translations'])('listens at the deployment: %s', async (path) => {
    scene.provider.script = answerJson('{"text":"Hello","usage":{"type":"tokens","input_tokens":14,"output_tokens":3,"total_tokens":17}}');
    const fields: Field[] = [
      ['model', 'transcriber'],
      ['file', wav(1)],
    ];
    expect((await send(path, formOf(fields), formType)).status).toBe(200);
    expect(last().path).toBe(audio('our-ears', path));
    expect(last().body).toContain('our-ears');
    expect(scene.gateway.recorder.only).toMatchObject({ model: 'transcriber', usage: { output: 3 } });
  });

  it('keeps files, which carry the name of the deployment, and prices them by the model', async () => {
    const refused = await scene.upload([
      ['purpose', 'batch'],
      ['file', Buffer.from(line('gpt-4o-mini'))],
    ]);
    expect([refused.status, String((await errorOf(refused)).message)]).toEqual([400, expect.stringContaining('"our-mini"')]);
    expect(scene.provider.seen).toEqual([]);
    const id = await scene.uploaded('batch', line('our-mini'));
    expect(last().path).toBe(objects('/files'));
    const work = await scene.database.superuser<{ work: { model: string; isPriced: boolean } }[]>`
      select work from provider_object where provider_id = ${id}`;
    expect(work[0]?.work).toMatchObject({ model: 'gpt-4o-mini', isPriced: true });
    scene.provider.script = answerJson('lines');
    expect((await scene.ask('GET', `/files/${id}/content`)).status).toBe(200);
    expect(last().path).toBe(objects(`/files/${id}/content`));
  });

  it('works batches off, whose money is held, and follows and cancels them', async () => {
    const id = await scene.uploaded('batch', line('our-mini'));
    const batch: ProviderScript = answerJson(JSON.stringify({ id: `batch-of-${id}`, object: 'batch', status: 'validating' }));
    scene.provider.script = batch;
    const begun = await scene.ask('POST', '/batches', { input_file_id: id, endpoint: '/v1/chat/completions', completion_window: '24h' });
    expect(begun.status).toBe(200);
    expect(last().path).toBe(objects('/batches'));
    expect((await scene.held()).length).toBeGreaterThan(0);
    expect((await scene.ask('GET', `/batches/batch-of-${id}`)).status).toBe(200);
    expect(last().path).toBe(objects(`/batches/batch-of-${id}`));
    expect((await scene.ask('POST', `/batches/batch-of-${id}/cancel`)).status).toBe(200);
    expect(last().path).toBe(objects(`/batches/batch-of-${id}/cancel`));
  });

  it('reads the events of a job with the query that the caller sent', async () => {
    const training = await scene.uploaded('fine-tune', '{"messages":[]}');
    scene.provider.script = answerJson(JSON.stringify({ id: `job-of-${training}`, object: 'fine_tuning.job', status: 'queued' }));
    scene.gateway.snapshot.addPrice({ ...gpt4oMini, provider: 'azure' });
    expect((await scene.ask('POST', '/fine_tuning/jobs', { model: 'gpt-4o-mini', training_file: training })).status).toBe(200);
    expect(last().path).toBe(objects('/fine_tuning/jobs'));
    scene.provider.script = answerJson('{"object":"list","data":[]}');
    expect((await scene.ask('GET', `/fine_tuning/jobs/job-of-${training}/events?limit=5`)).status).toBe(200);
    const path = objects(`/fine_tuning/jobs/job-of-${training}/events`);
    expect(last().path).toBe(`${path}${path.includes('?') ? '&' : '?'}limit=5`);
  });
});
