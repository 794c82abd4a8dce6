import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ObjectStore, ProviderObject } from '#lib/objects/object-store.ts';
import { errorOf, gpt4oMini } from './support/call.ts';
import { answerJson, ScriptedProvider } from './support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';

const never = <Value>(): Promise<Value> => new Promise(() => {});
const file: ProviderObject = {
  ...{ id: 'o1', kind: 'file', connectionId: '', providerId: 'file-1', purpose: 'batch', body: {}, reservationId: null },
  work: {
    protocol: 'openai.chat_completions',
    url: '/v1/chat/completions',
    model: 'gpt-4o-mini',
    lines: 1,
    boundNanoUsd: '5',
    isPriced: true,
  },
};

let gateway: TestGateway | undefined;
const provider = new ScriptedProvider();

afterEach(async () => {
  await gateway?.stop();
  await provider.stop();
});

/** A gateway whose memory of files and batches does what `store` says, and otherwise never answers. */
async function openWith(store: Partial<ObjectStore>) {
  const silent: ObjectStore = {
    ...{ find: never, list: never, keep: never, hold: never, begun: never, release: never, refresh: never, remove: never },
    ...store,
  };
  const address = await provider.start();
  const opened = await startTestGateway({ objects: silent, settings: { storeWaitMs: 150 } });
  gateway = opened;
  const connection = connectionTo(address, { models: ['gpt-4o-mini'] });
  opened.snapshot.setConnections(tenantId, [connection]);
  opened.snapshot.addPrice(gpt4oMini);
  const ask = (method: string, path: string, body?: object, signal?: AbortSignal) =>
    fetch(`${opened.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${opened.key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  return { ask, connection };
}

const batch = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' };

describe('[GW-10] a database that does not answer for files and batches', () => {
  test('a question has an end: 503, and nothing is sent', async () => {
    const { ask } = await openWith({});
    for (const [method, path, body] of [
      ['GET', '/files/file-1', undefined],
      ['GET', '/files', undefined],
      ['POST', '/batches', batch],
    ] as const) {
      const answer = await ask(method, path, body);
      expect([path, answer.status, (await errorOf(answer)).code]).toEqual([path, 503, 'database_unavailable']);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect(provider.seen).toEqual([]);
  });

  test('money that is held after all, when nobody waits for it any more, is given back', async () => {
    const released: string[] = [];
    const holds: (() => void)[] = [];
    let heldId = '';
    const { ask, connection } = await openWith({
      find: async () => ({ ...file, connectionId: connection.connectionId }),
      hold: (of) => {
        heldId = of.id;
        return new Promise((resolve) => holds.push(resolve));
      },
      release: async (_, id) => void released.push(id),
    });
    expect((await ask('POST', '/batches', batch)).status).toBe(503);
    holds[0]?.();
    await vi.waitFor(() => expect(released).toEqual([heldId]));
    // The same where the caller leaves before.
    await expect(ask('POST', '/batches', batch, AbortSignal.timeout(60))).rejects.toThrow();
    await vi.waitFor(() => expect(gateway?.runtime.running.size).toBe(0));
    holds[1]?.();
    await vi.waitFor(() => expect(released).toEqual([released[0], heldId]));
    expect(provider.seen).toEqual([]);
  });

  test('what the provider took on and nobody could write down in time is told as such', async () => {
    const { ask, connection } = await openWith({
      find: async () => ({ ...file, connectionId: connection.connectionId }),
      hold: async () => {},
    });
    provider.script = answerJson('{"id":"batch-1","object":"batch","status":"validating"}');
    const answer = await ask('POST', '/batches', batch);
    expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([503, 'false']);
    expect((await errorOf(answer)).message).toContain('not known whether the provider took the work on');
  });
});
