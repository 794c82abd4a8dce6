import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { lanes } from './support/call.ts';
import { McpScene, toolAnswer, toolCall } from './support/mcp-scene.ts';
import { answerJson, type ProviderScript } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const budgetId = '01936b1e-7a00-7000-8000-0000000000b7';
const stream = { 'content-type': 'text/event-stream' };
const event = (data: string, id?: string): string => `${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;

/** A budget of calls to tool servers. */
function toolBudget(): TenantBudgets {
  const rule = {
    periodKind: 'monthly',
    timeZone: 'UTC',
    weekStart: 1,
    fiscalMonth: 1,
    fiscalDay: 1,
    fixedStartMs: null,
    fixedEndMs: null,
  } as const;
  const budget = {
    ...({ tenantId, budgetId, name: 'Tools', enforcement: 'hard', onOverrun: 'finish', fitOutput: false, rule } as const),
    ...{ effectiveFromMs: null, effectiveUntilMs: null, owner: 'Mara Lindqvist', acting: null },
  };
  return new TenantBudgets([{ scopeKind: 'provider', scopeValue: 'mcp', memberIds: [], budget }]);
}

describe.each(lanes)('[GW-9] calls of tools that do not go well, by the %s,', (lane) => {
  let scene: McpScene;
  beforeAll(async () => {
    scene = await McpScene.open({ lane, budgetLimits: { [budgetId]: 25_000n }, settings: { totalMaxMs: 2_000 } });
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.register({ toolNames: ['t'], priceNanoUsd: 10_000n }));
  const { recorder } = { recorder: () => scene.gateway.recorder };

  const errorOf = async (response: Response): Promise<{ status: number; code: string }> => {
    const body = await response.json();
    return { status: response.status, code: body.error.data.code };
  };

  it('hold their price in every budget, and are refused before the server hears of them where it is not covered', async () => {
    scene.register({ toolNames: ['t'], priceNanoUsd: 10_000n }, { tenantId, budgets: toolBudget() });
    scene.answers(answerJson(toolAnswer()));
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await scene.call(toolCall('t'))).status);
    expect(statuses).toEqual([200, 200, 402]);
    expect(scene.server.seen).toHaveLength(2);
    const [first, , third] = recorder().events;
    expect(first).toMatchObject({ status: 'succeeded', costNanoUsd: 10_000n, parts: [{ budgetId, costNanoUsd: 10_000n }] });
    expect(third).toMatchObject({ status: 'refused', errorCode: 'budget_exceeded', httpStatus: 402, model: 'tools/t' });
    const listed = await scene.call({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(listed.status).toBe(200);
  });

  it('end with the call when the caller leaves, and the server is hung up on', async () => {
    scene.answers((response) => {
      response.writeHead(200, stream).write(event('{"jsonrpc":"2.0","method":"notifications/progress"}'));
    });
    const leaving = new AbortController();
    const answer = await scene.call(toolCall('t'), { signal: leaving.signal });
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain('notifications/progress');
    leaving.abort();
    await reader?.cancel().catch(() => {});
    await scene.server.last.dropped;
    const [left] = await recorder().untilEvents(1);
    // It was at work: what it costs is presumed.
    expect(left).toMatchObject({ status: 'cancelled', httpStatus: 200, model: 'tools/t', costNanoUsd: 10_000n, usageSource: 'counted' });
  });

  it('end after the time that the server was given', async () => {
    scene.register({ toolNames: ['t'], timeoutMs: 200 });
    scene.answers(() => {});
    expect(await errorOf(await scene.call(toolCall('t')))).toEqual({ status: 504, code: 'deadline_exceeded' });
    await scene.server.last.dropped;
    expect(recorder().only).toMatchObject({ status: 'failed', errorCode: 'deadline_exceeded' });
  });

  const status =
    (code: number, headers: Record<string, string> = {}): ProviderScript =>
    (response) =>
      void response.writeHead(code, headers).end('secret words');

  it.each([
    {
      what: 'refuses our credential',
      script: status(401, { 'www-authenticate': 'Bearer' }),
      expected: { status: 502, code: 'provider_credentials_rejected' },
    },
    {
      what: 'redirects',
      script: status(307, { location: 'https://elsewhere.example' }),
      expected: { status: 502, code: 'provider_error' },
    },
    {
      what: 'hangs up',
      script: ((response) => void response.destroy()) satisfies ProviderScript,
      expected: { status: 502, code: 'provider_error' },
    },
    { what: 'answers with half of JSON', script: answerJson('{"jsonrpc":"2.0",'), expected: { status: 502, code: 'provider_error' } },
  ])('fail clearly where the server $what', async ({ script, expected }) => {
    scene.answers(script);
    const answer = await scene.call(toolCall('t'));
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(answer.headers.get('location')).toBeNull();
    expect(await errorOf(answer)).toEqual(expected);
    expect(recorder().only).toMatchObject({ status: 'failed', errorCode: expected.code });
  });

  it.each([400, 404, 429, 500])('pass the server’s own refusal on (%s)', async (code) => {
    const words = '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"Not now"}}';
    scene.answers((response) => void response.writeHead(code, { 'content-type': 'application/json', 'retry-after': '7' }).end(words));
    const answer = await scene.call(toolCall('t'));
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([code, '7', words]);
    expect(recorder().only).toMatchObject({ status: 'failed', httpStatus: code, costState: 'not_billed' });
  });

  it('are cut where the server’s stream is, and settled', async () => {
    scene.answers((response) => {
      response.writeHead(200, stream).write(event('{"jsonrpc":"2.0","method":"notifications/progress"}'), () => response.destroy());
    });
    const answer = await scene.call(toolCall('t'));
    await expect(answer.text()).rejects.toThrow();
    await recorder().untilEvents(1);
    expect(recorder().only).toMatchObject({ status: 'failed', errorCode: 'stream_interrupted', usageSource: 'counted' });
  });

  it('are settled before their answer goes out, and once, whatever follows it', async () => {
    const order: string[] = [];
    recorder().onRecord = (kind) => order.push(kind);
    scene.answers((response) => {
      response.writeHead(200, stream).end(event(toolAnswer(), '1') + event(toolAnswer(), '2') + event('{"jsonrpc":"2.0","method":"x"}'));
    });
    const text = await (await scene.call(toolCall('t'))).text();
    recorder().onRecord = () => {};
    expect(text).toBe(event(toolAnswer(), '1') + event(toolAnswer(), '2') + event('{"jsonrpc":"2.0","method":"x"}'));
    expect(order).toEqual(['hold', 'settle']);
    expect(recorder().only).toMatchObject({ status: 'succeeded' });
  });

  it('go on elsewhere where the server says so, with the rest of their stream', async () => {
    scene.answers((response) => void response.writeHead(200, stream).end(event('', 'e1')));
    expect(await (await scene.call(toolCall('t'))).text()).toBe(event('', 'e1'));
    expect(recorder().only).toMatchObject({ status: 'succeeded', costNanoUsd: 10_000n, usageSource: 'counted' });
    scene.register({ deniedTools: ['bad'] });
    const list = '{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"bad"},{"name":"t"}]}}';
    scene.answers((response) => void response.writeHead(200, stream).end(event(toolAnswer(), 'e2') + event(list, 'e3')));
    const rest = await scene.call(null, { method: 'GET', headers: { 'last-event-id': 'e1' } });
    expect(await rest.text()).toBe(event(toolAnswer(), 'e2') + event('{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"t"}]}}', 'e3'));
    expect([scene.server.last.headers['last-event-id'], scene.server.last.headers.accept]).toEqual(['e1', 'text/event-stream']);
    expect(recorder().events).toEqual([]);
  });

  it('are written before the server hears of them, or not made', async () => {
    recorder().failsHold = true;
    const refused = await errorOf(await scene.call(toolCall('t')));
    recorder().failsHold = false;
    expect(refused).toEqual({ status: 503, code: 'journal_unavailable' });
    expect(scene.server.seen).toEqual([]);
  });
});

describe.each(lanes)('[GW-9] streams that wait for something to happen, by the %s,', (lane) => {
  let scene: McpScene;
  beforeAll(async () => {
    scene = await McpScene.open({ lane, settings: { totalMaxMs: 600, queueWaitMs: 50 } });
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.register());

  const listening: ProviderScript = (response) => {
    response.writeHead(200, stream);
    response.flushHeaders();
  };

  it('begin at once, take no place of calls that work, and end when they may not last longer', async () => {
    scene.register({}, { tenantId, inFlightMax: 1 });
    scene.answers(listening);
    const answer = await scene.call(null, { method: 'GET' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    scene.answers(answerJson(toolAnswer()));
    expect((await scene.call(toolCall('t'))).status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(recorder(scene)).toHaveLength(1);
  });

  it('are not offered where the server has none', async () => {
    scene.answers((response) => void response.writeHead(405, { allow: 'POST' }).end());
    const answer = await scene.call(null, { method: 'GET' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('take a place each, and no more than a tenant may have', async () => {
    scene.register({}, { tenantId, inFlightMax: 2 });
    scene.answers(listening);
    const open = [await scene.call(null, { method: 'GET' }), await scene.call(null, { method: 'GET' })];
    const third = await scene.call(null, { method: 'GET' });
    expect([third.status, (await third.json()).error.data.code]).toEqual([429, 'too_many_in_flight']);
    await Promise.allSettled(open.map((answer) => answer.text()));
  });

  const recorder = ({ gateway }: McpScene) => gateway.recorder.events;
});

describe('[GW-9] a process that drains', () => {
  it('ends streams that only wait at once, and lets calls of tools end', async () => {
    const scene = await McpScene.open();
    scene.register({ toolNames: ['t'] });
    scene.answers((response, { method }) => {
      if (method === 'GET') response.writeHead(200, stream).flushHeaders();
      else setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(toolAnswer()), 300);
    });
    const waiting = await scene.call(null, { method: 'GET' });
    const calling = scene.call(toolCall('t'));
    await vi.waitFor(() => expect(scene.server.seen).toHaveLength(2));
    const startedAt = performance.now();
    const drained = scene.gateway.drain(5_000);
    await expect(waiting.text()).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(250);
    expect((await calling).status).toBe(200);
    await drained;
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded' });
    await scene.stop();
  });
});

describe('[GW-9] a tool server that wants OAuth', () => {
  it('is called with a token by client credentials, and with another where that was taken back', async () => {
    const scene = await McpScene.open();
    let tokens = 0;
    const seen: (string | undefined)[] = [];
    scene.answers((response, { path, headers }) => {
      if (path === '/token') {
        tokens += 1;
        response.writeHead(200, { 'content-type': 'application/json' }).end(`{"access_token":"token-${tokens}","expires_in":3600}`);
        return;
      }
      seen.push(headers.authorization);
      if (headers.authorization === 'Bearer token-1' && seen.length > 2) response.writeHead(401).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(toolAnswer());
    });
    const settings = { oauth_url: `http://127.0.0.1:${scene.server.port}/token`, client_id: 'tollgate' };
    scene.register({ auth: 'oauth', credential: 'client-secret', settings, toolNames: ['t'] });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await scene.call(toolCall('t'))).status);
    expect(statuses).toEqual([200, 200, 502, 200]);
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    expect(tokens).toBe(2);
    await scene.stop();
  });
});
