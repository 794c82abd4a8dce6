import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseObjectStore } from '#lib/objects/database-object-store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createUsageTenants } from '../support/usage-tenants.ts';
import { errorOf, gpt4oMini, lanes } from './support/call.ts';
import { type Field, formOf, formType } from './support/form.ts';
import { answerJson, type ProviderScript, ScriptedProvider } from './support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';

const otherTenantId = '01936b1e-7a00-7000-8000-000000000002';
const teamId = '01936b1e-7a00-7000-8000-0000000000a1';
const connectionIds = ['01936b1e-7a00-7000-8000-0000000000c1', '01936b1e-7a00-7000-8000-0000000000c7'] as const;

const line = (more: object = {}, url = '/v1/chat/completions'): string =>
  JSON.stringify({
    custom_id: 'a',
    method: 'POST',
    url,
    body: { model: 'gpt-4o-mini', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }], ...more },
  });

describe.each(lanes)('[GW-1] files, batches and fine-tuning jobs through the %s', (lane) => {
  let database: TestDatabase;
  let gateway: TestGateway;
  let provider: ScriptedProvider;
  let keys: {
    readonly own: string;
    readonly colleague: string;
    readonly stranger: string;
    readonly foreigner: string;
    readonly limited: string;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await createUsageTenants(database, [tenantId, otherTenantId]);
    const { superuser, databases } = database;
    for (const [at, id] of connectionIds.entries()) {
      await superuser`INSERT INTO connection (tenant_id, id, name, provider) VALUES (${at === 0 ? tenantId : otherTenantId}, ${id}, 'upstream', 'openai-compatible')`;
    }
    provider = new ScriptedProvider();
    const address = await provider.start();
    gateway = await startTestGateway({ lane, objects: new DatabaseObjectStore(databases.app, databases.ingest.$client) });
    const { snapshot } = gateway;
    snapshot.addTenant({ tenantId: otherTenantId });
    // Both tenants use the same account at the provider.
    snapshot.setConnections(tenantId, [connectionTo(address, { models: ['gpt-4o-mini', 'no-price'] })]);
    snapshot.setConnections(otherTenantId, [connectionTo(address, { connectionId: connectionIds[1] })]);
    snapshot.addPrice(gpt4oMini);
    const key = (last: string, more: object) => snapshot.addKey({ tenantId, keyId: `01936b1e-7a00-7000-8000-0000000000${last}`, ...more });
    keys = {
      own: key('f2', { teamId }),
      colleague: key('f3', { teamId }),
      stranger: key('f4', {}),
      foreigner: key('f5', { tenantId: otherTenantId, teamId }),
      limited: key('f6', { teamId, allowedModels: new Set(['no-price']) }),
    };
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
    await database.drop();
  });
  beforeEach(() => {
    gateway.recorder.events.length = 0;
    gateway.recorder.holds.length = 0;
    provider.seen.length = 0;
  });

  const ask = (method: string, path: string, body?: object, key = keys.own, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${gateway.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const upload = (fields: readonly Field[], key = keys.own): Promise<Response> =>
    fetch(`${gateway.baseUrl}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': formType },
      body: new Uint8Array(formOf(fields)),
    });

  let made = 0;
  /** Uploads a file that the provider takes; resolves to its id. */
  async function uploaded(purpose: string, content: string, key = keys.own): Promise<string> {
    made += 1;
    const id = `file-${lane.slice(0, 1)}${made}`;
    provider.script = answerJson(
      JSON.stringify({ id, object: 'file', purpose, bytes: content.length, filename: 'a.jsonl', created_at: made }),
    );
    const response = await upload(
      [
        ['purpose', purpose],
        ['file', Buffer.from(content)],
      ],
      key,
    );
    expect(response.status).toBe(200);
    return id;
  }
  const answerBatch =
    (id: string, more: object = {}): ProviderScript =>
    (response, request) =>
      answerJson(JSON.stringify({ id, object: 'batch', status: 'validating', endpoint: '/v1/chat/completions', ...more }))(
        response,
        request,
      );
  const heldOf = async (state = 'held') =>
    await database.superuser<{ id: string; amount: bigint }[]>`
      SELECT id, amount_nano_usd AS amount FROM reservation WHERE tenant_id = ${tenantId} AND state = ${state} ORDER BY id`;

  it('passes a file on byte by byte, remembers whose it is, and shows it to his team alone', async () => {
    const fields: Field[] = [
      ['purpose', 'user_data'],
      ['file', Buffer.from([0, 13, 10, 45, 45, 255])],
      ['expires_after[anchor]', 'created_at'],
    ];
    const answer = '{"id":"file-x1", "object":"file","purpose":"user_data","bytes":6,"größe":1.50}';
    provider.script = answerJson(answer);
    const response = await upload(fields);
    expect([response.status, await response.text()]).toEqual([200, answer]);
    expect([provider.last.method, provider.last.path]).toEqual(['POST', '/v1/files']);
    expect(provider.last.body.equals(formOf(fields))).toBe(true);
    expect(provider.last.headers.authorization).toBe('Bearer sk-upstream-secret');
    expect(gateway.recorder.only).toMatchObject({
      protocol: 'openai.files',
      status: 'succeeded',
      model: null,
      costState: 'not_billed',
      costNanoUsd: 0n,
    });
    expect((await ask('GET', '/files/file-x1', undefined, keys.colleague)).status).toBe(200);
    provider.seen.length = 0;
    for (const key of [keys.stranger, keys.foreigner]) {
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['GET', '/content'],
      ] as const) {
        const refused = await ask(method, `/files/file-x1${path}`, undefined, key);
        expect([refused.status, (await errorOf(refused)).code]).toEqual([404, 'not_found']);
      }
      expect(await (await ask('GET', '/files', undefined, key)).json()).toMatchObject({ data: [], has_more: false });
    }
    expect(provider.seen).toEqual([]);
    expect((await (await ask('GET', '/files?purpose=user_data')).json()).data).toMatchObject([{ id: 'file-x1', größe: 1.5 }]);
  });

  it('passes the bytes of a file on as they come, and forgets one that is deleted', async () => {
    const id = await uploaded('user_data', 'x');
    const content = Buffer.alloc(300_000, 0xc3);
    provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(content);
    };
    const response = await ask('GET', `/files/${id}/content`);
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    expect([provider.last.method, provider.last.path]).toEqual(['GET', `/v1/files/${id}/content`]);
    provider.script = answerJson(`{"id":"${id}","object":"file","deleted":true}`);
    expect(await (await ask('DELETE', `/files/${id}`)).json()).toMatchObject({ deleted: true });
    expect(provider.last.method).toBe('DELETE');
    expect((await ask('GET', `/files/${id}`)).status).toBe(404);
  });

  it('lists page by page, and refuses a place that is not there', async () => {
    const ids = [await uploaded('evals', 'a'), await uploaded('evals', 'b'), await uploaded('evals', 'c')];
    const first = await (await ask('GET', '/files?purpose=evals&limit=2')).json();
    expect([first.data.map((file: { id: string }) => file.id), first.has_more, first.last_id]).toEqual([[ids[2], ids[1]], true, ids[1]]);
    const second = await (await ask('GET', `/files?purpose=evals&limit=2&after=${ids[1]}`)).json();
    expect([second.data.map((file: { id: string }) => file.id), second.has_more]).toEqual([[ids[0]], false]);
    const upwards = await (await ask('GET', '/files?purpose=evals&order=asc&limit=1')).json();
    expect(upwards.first_id).toBe(ids[0]);
    for (const query of ['after=file-none', 'limit=0', 'order=up']) expect((await ask('GET', `/files?${query}`)).status).toBe(400);
  });

  it.each([
    ['no JSON', 'hello', 'Line 1'],
    ['another method', line().replace('POST', 'GET'), 'Line 1'],
    ['another endpoint', line({}, '/v1/files'), 'Line 1'],
    ['two models', `${line()}\n${line({ model: 'no-price' })}`, 'Line 2'],
    ['no messages', line({ messages: undefined }), 'Line 1'],
    ['a stream', line({ stream: true }), 'Line 1'],
    ['the name of a connection', line({ model: 'upstream/gpt-4o-mini' }), 'as the provider names it'],
    ['nothing', '\n\n', 'no request'],
  ])('refuses a file for a batch with %s before it is sent', async (_name, content, words) => {
    const response = await upload([
      ['purpose', 'batch'],
      ['file', Buffer.from(content)],
    ]);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toContain(words);
    expect(provider.seen).toEqual([]);
  });

  it('refuses a file for a batch whose model the key may not use or nobody serves', async () => {
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

  it('holds the money of a batch before it is asked for, until it ends', async () => {
    const fileId = await uploaded('batch', `${line()}\n${line({ max_tokens: 200 })}\n`);
    const before = (await heldOf()).length;
    let heldWhenAsked = 0;
    provider.script = async (response, request) => {
      heldWhenAsked = (await heldOf()).length;
      await answerBatch('batch-1')(response, request);
    };
    const body = { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h', metadata: { a: '1' } };
    const response = await ask('POST', '/batches', body, keys.own, { 'x-tollgate-tags': 'run=7' });
    expect(await response.json()).toMatchObject({ id: 'batch-1', status: 'validating' });
    expect(provider.last.body.toString()).toBe(JSON.stringify(body));
    expect(heldWhenAsked).toBe(before + 1);
    const held = (await heldOf()).at(-1);
    // At least what 300 tokens of output cost, and not much more.
    expect(held?.amount).toBeGreaterThan(180_000n);
    expect(held?.amount).toBeLessThan(300_000n);
    const [row] = await database.superuser`SELECT hold FROM reservation WHERE id = ${held?.id ?? ''}`;
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
    const fileId = await uploaded('batch', line());
    const body = { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h' };
    const before = (await heldOf()).length;
    provider.script = answerJson('{"error":{"message":"Enqueued token limit reached"}}', 400);
    expect(await errorOf(await ask('POST', '/batches', body))).toMatchObject({ code: 'provider_rejected' });
    expect((await heldOf()).length).toBe(before);
    provider.script = (response) => void response.socket?.destroy();
    expect((await ask('POST', '/batches', body)).status).toBe(502);
    expect((await heldOf()).length).toBe(before + 1);
    expect(provider.seen.filter(({ path }) => path === '/v1/batches').length).toBe(2);
  });

  it('refuses batches of other files, other endpoints, and of what has no price where that is blocked', async () => {
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

  it('tells methods and paths that are not there', async () => {
    const wrong = await ask('PUT', '/files/file-x1', {});
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
    for (const path of ['/files/x/y', '/batches/x/y', '/fine_tuning', '/fine_tuning/jobs/x/y/z', '/files/%zz'])
      expect((await ask('GET', path)).status).toBe(404);
  });

  it('answers 503 and sends nothing while the record of files is out of reach', async () => {
    const { objects } = gateway.runtime;
    const down = { ...objects, find: () => Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' })) };
    Object.assign(gateway.runtime, { objects: down });
    try {
      expect((await ask('GET', '/files/file-x1')).status).toBe(503);
    } finally {
      Object.assign(gateway.runtime, { objects });
    }
    expect(provider.seen).toEqual([]);
  });
});
