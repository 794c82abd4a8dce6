import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { chatBody, errorOf, lanes, post, readStream } from './support/call.ts';
import { type KeptScene, openKeptScene } from './support/kept-scene.ts';
import { answerJson, chatCompletion, chunk, done, usageChunk } from './support/scripted-provider.ts';
import { keyId, type TestGateway } from './support/test-gateway.ts';

let scene: KeptScene;
beforeAll(async () => {
  scene = await openKeptScene();
});
afterAll(() => scene.stop());
beforeEach(() => {
  scene.numberAnswers();
  for (const gateway of Object.values(scene.gateways)) {
    gateway.recorder.events.length = 0;
    gateway.recorder.holds.length = 0;
  }
});

const asked = () => scene.provider.seen.length;
const send = (
  gateway: TestGateway,
  key: string,
  body = chatBody(),
  more: { headers?: Record<string, string>; signal?: AbortSignal } = {},
) => post(gateway, { body, ...more, headers: { 'idempotency-key': key, ...more.headers } });

describe.each(lanes)('[GW-7] Idempotency-Key on gateway calls, %s', (lane) => {
  test('the answer is told again, by any process, and never charged again', async () => {
    const [gateway, other] = [scene.gateways[lane], scene.gateways[lanes.find((name) => name !== lane) ?? lane]];
    const id = newUuid();
    const first = await send(gateway, id);
    expect([first.status, first.headers.get('x-tollgate-cache'), first.headers.get('idempotent-replayed')]).toEqual([200, null, null]);
    const text = await first.text();
    const again = await send(gateway, id);
    expect([again.status, again.headers.get('x-tollgate-cache'), again.headers.get('idempotent-replayed')]).toEqual([
      200,
      'replay',
      'true',
    ]);
    expect([again.headers.get('x-tollgate-cost'), again.headers.get('x-tollgate-target'), await again.text()]).toEqual([
      '0.000000000',
      'upstream/gpt-4o-mini',
      text,
    ]);
    // The other process knows the virtual key by another secret of the test, but it is the same key.
    expect(await (await send(other, id)).text()).toBe(text);
    expect(asked()).toBe(1);
    const [paid, replayed] = await gateway.recorder.untilEvents(2);
    expect(paid).toMatchObject({ status: 'succeeded', cacheState: null, costState: 'priced' });
    expect(replayed).toMatchObject({
      ...{ status: 'succeeded', cacheState: 'replay', costNanoUsd: 0n, savedNanoUsd: 0n, costState: 'zero', attempts: 0 },
      ...{ model: paid?.model, provider: paid?.provider, connectionId: paid?.connectionId, requestedModel: 'gpt-4o-mini' },
    });
    expect(replayed?.id).not.toBe(paid?.id);
    expect(gateway.recorder.holds).toHaveLength(1);
    // What was kept is not to be read in the database.
    const rows = await scene.database.superuser`select answer from idempotent_call where answer is not null`;
    for (const row of rows) expect(Buffer.from(row.answer).includes('Answer')).toBe(false);
  });

  test('a stream is told again in its events', async () => {
    scene.provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of [chunk({ content: 'Answer ' }), chunk({ content: '1' }), chunk({}, 'stop'), usageChunk(9, 3), done])
        response.write(piece);
      response.end();
    };
    const id = newUuid();
    const body = chatBody({ stream: true });
    const first = await (await send(scene.gateways[lane], id, body)).text();
    const again = await (await send(scene.gateways[lane], id, body)).text();
    const cost = /: x-tollgate-cost: .*\n\n/;
    expect([again.replace(cost, ''), readStream(again).isDone, asked()]).toEqual([first.replace(cost, ''), true, 1]);
  });

  test('another request under the key is refused; another virtual key has keys of its own', async () => {
    const gateway = scene.gateways[lane];
    const id = newUuid();
    await send(gateway, id);
    const mismatch = await send(gateway, id, chatBody({ seed: 2 }));
    expect([mismatch.status, (await errorOf(mismatch)).code]).toEqual([422, 'idempotency_mismatch']);
    const spaced = await send(gateway, id, ` ${chatBody()}`);
    expect(spaced.status).toBe(422);
    const otherKey = gateway.snapshot.addKey({ tenantId: scene.company.tenantId, keyId: newUuid() });
    const other = await send(gateway, id, chatBody({ seed: 2 }), { headers: { authorization: `Bearer ${otherKey}` } });
    expect([other.status, other.headers.get('idempotent-replayed')]).toEqual([200, null]);
    for (const wrong of ['', 'x'.repeat(256)]) {
      const refused = await send(gateway, wrong);
      expect([refused.status, (await errorOf(refused)).code]).toEqual([400, 'invalid_request']);
    }
    expect(asked()).toBe(2);
  });

  test('while the first call runs the second waits its turn; of many at once one is sent', async () => {
    const gateway = scene.gateways[lane];
    scene.provider.script = async (response, request) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      answerJson(chatCompletion('Answer 1.'))(response, request);
    };
    const id = newUuid();
    const responses = await Promise.all(Array.from({ length: 6 }, () => send(gateway, id)));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const busy = responses.find(({ status }) => status === 409);
    expect([busy?.headers.get('retry-after'), busy?.headers.get('x-should-retry')]).toEqual(['1', null]);
    expect((await errorOf(busy ?? new Response('{}'))).code).toBe('idempotency_in_flight');
    expect(asked()).toBe(1);
    expect((await send(gateway, id)).headers.get('idempotent-replayed')).toBe('true');
  });

  test('a call that failed, or whose caller left, frees the key', async () => {
    const gateway = scene.gateways[lane];
    const id = newUuid();
    scene.provider.script = answerJson('{"error":{"message":"no"}}', 400);
    expect((await send(gateway, id)).status).toBe(400);
    expect((await send(gateway, id, chatBody({ model: 'unknown' }))).status).toBe(404);
    scene.provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Answer' }));
      setTimeout(() => response.destroy(), 30);
    };
    expect(readStream(await (await send(gateway, id, chatBody({ stream: true }))).text()).error).toBe('stream_interrupted');
    scene.provider.script = () => {};
    const leaving = new AbortController();
    const left = send(gateway, id, chatBody(), { signal: leaving.signal }).catch((error: Error) => error.name);
    await expect.poll(asked).toBe(3);
    leaving.abort();
    expect(await left).toBe('AbortError');
    scene.provider.script = answerJson(chatCompletion('Answer 9.'));
    await expect.poll(async () => (await send(gateway, id)).status).toBe(200);
    expect(await (await send(gateway, id)).text()).toContain('Answer 9.');
  });

  test('a call whose process died is carried out again under a new id, as soon as its end is booked', async () => {
    const gateway = scene.gateways[lane];
    const id = newUuid();
    await send(gateway, id);
    // As a process leaves it that is killed in the middle of the call.
    const [row] = await scene.database.superuser`
      update idempotent_call set state = 'running', answer = null, encryption_key_id = null
      where call_id = ${gateway.recorder.only.id} returning call_id`;
    expect(row).toBeDefined();
    expect((await send(gateway, id)).status).toBe(409);
    const dead = companyCall(scene.company, {
      id: String(row?.call_id),
      atMs: 0,
      status: 'interrupted',
      usageSource: 'presumed',
      by: { keyId },
    });
    await postCalls(scene.database, [dead]);
    const second = await send(gateway, id);
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect(asked()).toBe(2);
    expect((await send(gateway, id)).headers.get('idempotent-replayed')).toBe('true');
    // Without a word of its end it is taken for ended once it could not be running any more.
    await scene.database
      .superuser`update idempotent_call set state = 'running', answer = null, busy_until_at = now() - interval '1 second', call_id = ${newUuid()} where answer is not null`;
    expect((await send(gateway, id)).headers.get('idempotent-replayed')).toBeNull();
  });

  test('an answer that is too large to keep is charged once all the same', async () => {
    const gateway = scene.gateways[lane];
    scene.provider.script = answerJson(chatCompletion('long '.repeat(300_000)));
    const id = newUuid();
    expect((await (await send(gateway, id)).text()).length).toBeGreaterThan(1_500_000);
    const again = await send(gateway, id);
    expect([again.status, again.headers.get('x-should-retry'), (await errorOf(again)).code]).toEqual([
      409,
      'false',
      'idempotency_answer_gone',
    ]);
    expect(asked()).toBe(1);
  });

  test('after a day the key is free', async () => {
    const gateway = scene.gateways[lane];
    const id = newUuid();
    await send(gateway, id);
    await scene.database
      .superuser`update idempotent_call set created_at = now() - interval '25 hours', busy_until_at = now() - interval '24 hours' where answer is not null`;
    const later = await send(gateway, id, chatBody({ seed: 5 }));
    expect([later.status, later.headers.get('idempotent-replayed')]).toEqual([200, null]);
  });
});
