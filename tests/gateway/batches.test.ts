import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallRule, TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import { errorOf, lanes } from './support/call.ts';
import { type ObjectScene, openObjectScene, teamId } from './support/object-scene.ts';
import { answerJson, type ProviderScript } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const line = (more: object = {}, url = '/v1/chat/completions'): string =>
  JSON.stringify({
    custom_id: 'a',
    method: 'POST',
    url,
    body: { model: 'gpt-4o-mini', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }], ...more },
  });

const answerBatch =
  (id: string, more: object = {}): ProviderScript =>
  (response, request) =>
    answerJson(JSON.stringify({ id, object: 'batch', status: 'validating', endpoint: '/v1/chat/completions', ...more }))(response, request);

describe.each(lanes)('[GW-1] batches and fine-tuning jobs through the %s', (lane) => {
  let scene: ObjectScene;
  beforeAll(async () => {
    scene = await openObjectScene(lane);
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  it.each([
    ['no JSON', 'hello', 'Line 1'],
    ['another method', line().replace('POST', 'GET'), 'Line 1'],
    ['another endpoint', line({}, '/v1/files'), 'Line 1'],
    ['two models', `${line()}\n${line({ model: 'no-price' })}`, 'Line 2'],
    ['no messages', line({ messages: undefined }), 'Line 1'],
    ['a stream', line({ stream: true }), 'Line 1'],
    ['the name of a connection', line({ model: 'upstream/gpt-4o-mini' }), 'as the provider names it'],
    ['nothing', '\n\n', 'no request'],
    ['a model twice', line().replace('"model":', '"model":"dear","model":'), 'twice'],
    ['what no stack holds', `{"body":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'deeper'],
  ])('refuses a file for a batch with %s before it is sent', async (_name, content, words) => {
    const { provider, upload } = scene;
    const response = await upload([
      ['purpose', 'batch'],
      ['file', Buffer.from(content)],
    ]);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toContain(words);
    expect(provider.seen).toEqual([]);
  });

  it('refuses a second file in the form, because the provider might take that one', async () => {
    const { provider, upload } = scene;
    for (const name of ['file', 'file[]']) {
      const response = await upload([
        ['purpose', 'batch'],
        ['file', Buffer.from(line())],
        [name, Buffer.from(line({ model: 'dear' }))],
      ]);
      expect([response.status, (await errorOf(response)).param]).toEqual([400, 'file']);
    }
    expect(provider.seen).toEqual([]);
  });

  it('refuses a file for a batch whose model the key may not use or nobody serves', async () => {
    const { keys, upload } = scene;
    const forbidden = await upload(
      [
        ['purpose', 'batch'],
        ['file', Buffer.from(line())],
      ],
      keys.limited,
    );
    expect([forbidden.status, (await errorOf(forbidden)).code]).toEqual([403, 'model_not_allowed']);
    const unknown = await upload([
      ['purpose', 'batch'],
      ['file', Buffer.from(line({ model: 'nope' }))],
    ]);
    expect([unknown.status, (await errorOf(unknown)).code]).toEqual([404, 'model_not_found']);
  });

  it.each<[string, Partial<CallRule>, string]>([
    ['a model that needs an approval', { models: new Set(['gpt-4o-mini']) }, 'approval_required'],
    ['more cost than goes without one', { aboveNanoUsd: 10_000n }, 'approval_required'],
    ['a restricted model', { models: new Set(['gpt-4o-mini']), restricted: true }, 'model_not_allowed'],
  ])('[COST-6] refuses a batch of %s, and holds nothing for it', async (_name, more, code) => {
    const { ask, gateway, held, provider, uploaded } = scene;
    const fileId = await uploaded('batch', `${line()}\n`);
    const [seen, before] = [provider.seen.length, (await held()).length];
    const rule = { ruleId: 'r', scopeKind: 'tenant', memberIds: [], aboveNanoUsd: null, restricted: false } as const;
    const approvals = new TenantApprovals([{ ...rule, providers: new Set(), models: new Set(), ...more }], []);
    const { snapshot } = gateway;
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, approvals });
    try {
      const refused = await ask('POST', '/batches', { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h' });
      expect([refused.status, (await errorOf(refused)).code]).toEqual([403, code]);
    } finally {
      snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, approvals: null });
    }
    expect([provider.seen.length, (await held()).length]).toEqual([seen, before]);
  });

  it('holds the money of a batch before it is asked for, until it ends', async () => {
    const { ask, database, gateway, held, keys, provider, uploaded } = scene;
    const fileId = await uploaded('batch', `${line()}\n${line({ max_tokens: 200 })}\n`);
    const before = (await held()).length;
    let heldWhenAsked = 0;
    provider.script = async (response, request) => {
      heldWhenAsked = (await held()).length;
      await answerBatch('batch-1')(response, request);
    };
    const body = { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h', metadata: { a: '1' } };
    const response = await ask('POST', '/batches', body, keys.own, { 'x-tollgate-tags': 'run=7' });
    expect(await response.json()).toMatchObject({ id: 'batch-1', status: 'validating' });
    expect(provider.last.body.toString()).toBe(JSON.stringify(body));
    expect(heldWhenAsked).toBe(before + 1);
    const last = (await held()).at(-1);
    // At least what 300 tokens of output cost, and not much more.
    expect(last?.amount).toBeGreaterThan(180_000n);
    expect(last?.amount).toBeLessThan(300_000n);
    const [row] = await database.superuser`SELECT hold FROM reservation WHERE id = ${last?.id ?? ''}`;
    expect(row?.hold).toMatchObject({ protocol: 'openai.batch', model: 'gpt-4o-mini', attribution: { teamId }, tags: { run: '7' } });
    expect(gateway.recorder.events.map(({ protocol, costState }) => [protocol, costState])).toEqual([
      ['openai.files', 'not_billed'],
      ['openai.batches', 'not_billed'],
    ]);
    provider.script = answerBatch('batch-1', { status: 'completed', output_file_id: 'file-out-1' });
    expect(await (await ask('GET', '/batches/batch-1', undefined, keys.colleague)).json()).toMatchObject({ status: 'completed' });
    expect((await (await ask('GET', '/batches')).json()).data[0]).toMatchObject({ id: 'batch-1', status: 'completed' });
    provider.script = (response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('{}\n');
    expect(await (await ask('GET', '/files/file-out-1/content')).text()).toBe('{}\n');
    for (const key of [keys.stranger, keys.foreigner]) {
      for (const [method, path] of [
        ['GET', '/batches/batch-1'],
        ['POST', '/batches/batch-1/cancel'],
        ['GET', '/files/file-out-1'],
      ] as const)
        expect((await ask(method, path, undefined, key)).status).toBe(404);
    }
    provider.script = answerBatch('batch-1', { status: 'cancelling' });
    expect(await (await ask('POST', '/batches/batch-1/cancel')).json()).toMatchObject({ status: 'cancelling' });
    expect(provider.last.path).toBe('/v1/batches/batch-1/cancel');
  });

  it('gives the money back where the provider refuses, and keeps it where nobody knows', async () => {
    const { ask, held, provider, uploaded } = scene;
    const fileId = await uploaded('batch', line());
    const body = { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h' };
    const before = (await held()).length;
    provider.script = answerJson('{"error":{"message":"Enqueued token limit reached"}}', 400);
    expect(await errorOf(await ask('POST', '/batches', body))).toMatchObject({ code: 'provider_rejected' });
    expect((await held()).length).toBe(before);
    provider.script = (response) => void response.socket?.destroy();
    const unknown = await ask('POST', '/batches', body);
    expect([unknown.status, unknown.headers.get('x-should-retry')]).toEqual([502, 'false']);
    expect((await errorOf(unknown)).message).toContain('not known whether');
    expect((await held()).length).toBe(before + 1);
    expect(provider.seen.filter(({ path }) => path === '/v1/batches').length).toBe(2);
  });

  it('refuses batches of other files, other endpoints, and of what has no price where that is blocked', async () => {
    const { ask, gateway, provider, uploaded } = scene;
    const fileId = await uploaded('batch', line({ model: 'no-price' }));
    const other = await uploaded('user_data', 'x');
    const body = { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h' };
    provider.seen.length = 0;
    expect(await errorOf(await ask('POST', '/batches', { ...body, input_file_id: other }))).toMatchObject({ param: 'input_file_id' });
    expect(await errorOf(await ask('POST', '/batches', { ...body, endpoint: '/v1/embeddings' }))).toMatchObject({ param: 'endpoint' });
    expect((await ask('POST', '/batches', { ...body, input_file_id: 'file-none' })).status).toBe(404);
    const connections = gateway.snapshot.tenant(tenantId)?.connections ?? [];
    gateway.snapshot.addTenant({ tenantId, connections, unpricedPolicy: 'block' });
    try {
      expect(await errorOf(await ask('POST', '/batches', body))).toMatchObject({ code: 'unpriced_model' });
      expect(await errorOf(await ask('POST', '/fine_tuning/jobs', { model: 'gpt-4o-mini', training_file: other }))).toMatchObject({
        code: 'unpriced_model',
      });
    } finally {
      gateway.snapshot.addTenant({ tenantId, connections, unpricedPolicy: 'flag' });
    }
    expect(provider.seen).toEqual([]);
  });

  it('serves fine-tuning jobs with the files of their owner', async () => {
    const { ask, keys, provider, uploaded } = scene;
    const training = await uploaded('fine-tune', '{"messages":[]}');
    const foreign = await uploaded('fine-tune', '{"messages":[]}', keys.stranger);
    provider.script = answerJson('{"id":"ftjob-1","object":"fine_tuning.job","status":"queued"}');
    const created = await ask('POST', '/fine_tuning/jobs', { model: 'gpt-4o-mini', training_file: training });
    expect(await created.json()).toMatchObject({ id: 'ftjob-1' });
    for (const [method, path, upstream] of [
      ['GET', '/fine_tuning/jobs/ftjob-1', '/v1/fine_tuning/jobs/ftjob-1'],
      ['POST', '/fine_tuning/jobs/ftjob-1/cancel', '/v1/fine_tuning/jobs/ftjob-1/cancel'],
      ['GET', '/fine_tuning/jobs/ftjob-1/events?limit=2', '/v1/fine_tuning/jobs/ftjob-1/events?limit=2'],
      ['GET', '/fine_tuning/jobs/ftjob-1/checkpoints', '/v1/fine_tuning/jobs/ftjob-1/checkpoints'],
    ] as const) {
      expect((await ask(method, path)).status).toBe(200);
      expect([provider.last.method, provider.last.path]).toEqual([method, upstream]);
      expect((await ask(method, path, undefined, keys.foreigner)).status).toBe(404);
    }
    expect((await (await ask('GET', '/fine_tuning/jobs')).json()).data).toMatchObject([{ id: 'ftjob-1' }]);
    for (const body of [
      { model: 'gpt-4o-mini', training_file: foreign },
      { model: 'gpt-4o-mini', training_file: training, validation_file: foreign },
    ])
      expect((await ask('POST', '/fine_tuning/jobs', body)).status).toBe(404);
    const limited = await ask('POST', '/fine_tuning/jobs', { model: 'gpt-4o-mini', training_file: training }, keys.limited);
    expect(await errorOf(limited)).toMatchObject({ code: 'model_not_allowed' });
  });
});
