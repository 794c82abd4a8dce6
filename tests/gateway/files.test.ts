import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Transformation } from '#lib/contracts/transformations.ts';
import { compileRules } from '#lib/gateway/transformations/compile-rules.ts';
import { errorOf, lanes } from './support/call.ts';
import { type Field, formOf } from './support/form.ts';
import { type ObjectScene, openObjectScene } from './support/object-scene.ts';
import { answerJson } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-1] files through the %s', (lane) => {
  let scene: ObjectScene;
  beforeAll(async () => {
    scene = await openObjectScene(lane);
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  it('passes a file on byte by byte, remembers whose it is, and shows it to his team alone', async () => {
    const { ask, gateway, keys, provider, upload } = scene;
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

  it('reads files as ever where rules change requests: without a body there is nothing to change', async () => {
    const { ask, gateway, uploaded } = scene;
    const id = await uploaded('user_data', 'x');
    const before = gateway.snapshot.tenant(tenantId);
    const rules = [Transformation.parse({ name: 'labelled', add_headers: [{ name: 'x-cost-center', value: '4711' }] })];
    gateway.snapshot.addTenant({ ...before, tenantId, transformations: compileRules(rules) });
    const response = await ask('GET', `/files/${id}`);
    gateway.snapshot.addTenant({ ...before, tenantId });
    expect([response.status, response.headers.get('x-tollgate-transformed')]).toEqual([200, null]);
  });

  it('passes the bytes of a file on as they come, and forgets one that is deleted', async () => {
    const { ask, provider, uploaded } = scene;
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
    const { ask, uploaded } = scene;
    const ids = [await uploaded('evals', 'a'), await uploaded('evals', 'b'), await uploaded('evals', 'c')];
    const first = await (await ask('GET', '/files?purpose=evals&limit=2')).json();
    expect([first.data.map((file: { id: string }) => file.id), first.has_more, first.last_id]).toEqual([[ids[2], ids[1]], true, ids[1]]);
    const second = await (await ask('GET', `/files?purpose=evals&limit=2&after=${ids[1]}`)).json();
    expect([second.data.map((file: { id: string }) => file.id), second.has_more]).toEqual([[ids[0]], false]);
    const upwards = await (await ask('GET', '/files?purpose=evals&order=asc&limit=1')).json();
    expect(upwards.first_id).toBe(ids[0]);
    for (const query of ['after=file-none', 'limit=0', 'order=up']) expect((await ask('GET', `/files?${query}`)).status).toBe(400);
  });

  it('tells methods and paths that are not there', async () => {
    const { ask } = scene;
    const wrong = await ask('PUT', '/files/file-x1', {});
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
    for (const path of ['/files/x/y', '/batches/x/y', '/fine_tuning', '/fine_tuning/jobs/x/y/z', '/files/%zz'])
      expect((await ask('GET', path)).status).toBe(404);
  });

  it('answers 503 and sends nothing while the record of files is out of reach', async () => {
    const { ask, gateway, provider } = scene;
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
