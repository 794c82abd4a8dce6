import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lanes } from './support/call.ts';
import { McpScene, toolAnswer, toolCall } from './support/mcp-scene.ts';
import { mcpServerId } from './support/mcp-servers.ts';
import { answerJson } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

const request = (method: string, params?: object, id: number | string = 1): object => ({
  ...{ jsonrpc: '2.0', id, method },
  ...(params === undefined ? {} : { params }),
});

describe.each(lanes)('[GW-9] tool servers by the %s', (lane) => {
  let scene: McpScene;
  beforeAll(async () => {
    scene = await McpScene.open({ lane });
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.register());

  it('pass a message on with every byte, the server’s credential, and none of the caller’s', async () => {
    scene.register({ credential: 'server-secret', toolNames: ['t'] });
    scene.answers((response) => {
      const theirs = { 'content-type': 'application/json', 'set-cookie': 'a=1', 'access-control-allow-origin': '*', 'x-vendor': 'v' };
      response.writeHead(200, theirs).end(toolAnswer());
    });
    const body = '{"jsonrpc":"2.0", "id":1,"method":"tools/call","params":{"name":"t","arguments":{"n":1.50}}}';
    const headers = {
      cookie: 's=1',
      'x-forwarded-for': '1.2.3.4',
      'mcp-protocol-version': '2025-06-18',
      'mcp-name': 'other',
      'x-api-key': 'mine',
    };
    const answer = await scene.call(body, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, toolAnswer()]);
    for (const name of ['set-cookie', 'access-control-allow-origin', 'x-vendor']) expect(answer.headers.get(name)).toBeNull();
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    const { last } = scene.server;
    expect([last.method, last.path, last.body.toString()]).toEqual(['POST', '/mcp/', body]);
    expect(last.headers).toMatchObject({
      ...{ authorization: 'Bearer server-secret', accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
      'mcp-protocol-version': '2025-06-18',
    });
    for (const name of ['cookie', 'x-forwarded-for', 'mcp-name', 'x-api-key']) expect(last.headers[name]).toBeUndefined();
    expect(scene.gateway.recorder.only).toMatchObject({
      ...{ protocol: 'mcp', provider: 'mcp', connectionId: mcpServerId, model: 'tools/t', status: 'succeeded', costState: 'zero' },
    });
  });

  it('name a session to the caller, and take the name back from the same key only', async () => {
    scene.answers((response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 'their-session' })
        .end('{"jsonrpc":"2.0","id":1,"result":{}}');
    });
    const opened = await scene.call(request('initialize', { protocolVersion: '2025-11-25' }));
    const name = opened.headers.get('mcp-session-id') ?? '';
    expect(name).toMatch(/^[\x21-\x7e]+$/);
    expect(name).not.toBe('their-session');
    await scene.call(request('tools/list'), { headers: { 'mcp-session-id': name } });
    expect(scene.server.last.headers['mcp-session-id']).toBe('their-session');
    const other = scene.gateway.snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f8' });
    for (const headers of [
      { authorization: `Bearer ${other}`, 'mcp-session-id': name },
      { 'mcp-session-id': 'their-session' },
      { 'mcp-session-id': `${name.slice(0, -2)}AA` },
    ]) {
      const refused = await scene.call(toolCall('t'), { headers });
      expect([refused.status, (await refused.json()).error.data.code]).toEqual([404, 'not_found']);
    }
    expect(scene.server.seen).toHaveLength(2);
    scene.answers((response) => void response.writeHead(204).end());
    const ended = await scene.call(null, { method: 'DELETE', headers: { 'mcp-session-id': name } });
    expect([ended.status, scene.server.last.method, scene.server.last.headers['mcp-session-id']]).toEqual([204, 'DELETE', 'their-session']);
    expect(scene.gateway.recorder.events.map(({ status }) => status)).toEqual(['refused', 'refused', 'refused']);
  });

  it('pass notifications and answers on and meter neither', async () => {
    scene.answers((response) => void response.writeHead(202).end());
    for (const message of [
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 'a', result: { action: 'accept' } },
    ]) {
      const answer = await scene.call(message);
      expect([answer.status, await answer.text()]).toEqual([202, '']);
      expect(JSON.parse(scene.server.last.body.toString())).toEqual(message);
    }
    expect([scene.gateway.recorder.holds, scene.gateway.recorder.events]).toEqual([[], []]);
  });

  it('list what is allowed: the rest is cut out of the server’s bytes', async () => {
    scene.register({ allowedTools: ['read_*'], deniedTools: ['*_secret'] });
    const tool = (name: string) => `{"name":"${name}", "x" : 1.50}`;
    const listed = (...names: string[]) =>
      `{"jsonrpc":"2.0","id":1,"result":{ "tools" : [${names.map(tool).join(',')}], "nextCursor":"c"}}`;
    scene.answers(answerJson(listed('read_a', 'write_a', 'read_b', 'read_secret')));
    expect(await (await scene.call(request('tools/list'))).text()).toBe(listed('read_a', 'read_b'));
    scene.answers((response) => {
      const event = `event: message\nid: 7\ndata: ${listed('write_a', 'read_a')}\n\n`;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`: hi\n\nid: 6\ndata:\n\n${event}`);
    });
    const streamed = await (await scene.call(request('tools/list'))).text();
    expect(streamed).toBe(`: hi\n\nid: 6\ndata:\n\nevent: message\nid: 7\ndata: ${listed('read_a')}\n\n`);
    const untouched = `data: {"jsonrpc":"2.0",\ndata: "id":1,"result":{"tools":[${tool('read_a')}]}}\n\n`;
    scene.answers((response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(untouched));
    expect(await (await scene.call(request('tools/list'))).text()).toBe(untouched);
  });

  it('take lists of messages in the one version that has them, with one call of a tool', async () => {
    scene.register({ deniedTools: ['bad'], toolNames: ['t'] });
    const list = '{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"bad"},{"name":"t"}]}}';
    scene.answers(answerJson(`[${list}, ${toolAnswer()}]`));
    const batch = JSON.stringify([toolCall('t'), request('tools/list', {}, 2)]);
    const answer = await scene.call(batch);
    expect(await answer.json()).toEqual([{ ...JSON.parse(list), result: { tools: [{ name: 't' }] } }, JSON.parse(toolAnswer())]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded', model: 'tools/t' });
    const refusals = [
      { body: batch, headers: { 'mcp-protocol-version': '2025-06-18' }, words: 'one message' },
      { body: JSON.stringify([toolCall('t'), toolCall('t', 2)]), headers: {}, words: 'one by one' },
      { body: '[]', headers: {}, words: '1 to 100' },
    ];
    for (const { body, headers, words } of refusals) {
      const refused = await scene.call(body, { headers });
      expect([refused.status, (await refused.json()).error.message]).toEqual([400, expect.stringContaining(words)]);
    }
    const denied = await (await scene.call([request('ping'), toolCall('bad', 3)])).json();
    expect(denied).toMatchObject({ id: 3, error: { code: -32_602 } });
    expect(scene.server.seen).toHaveLength(1);
  });

  it.each([
    { what: 'no JSON', body: '{"jsonrpc":"2.0",', status: 400, code: -32_700 },
    { what: 'another protocol', body: '{"id":1,"method":"ping"}', status: 400, code: -32_600 },
    { what: 'two methods', body: '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', status: 400, code: -32_600 },
    {
      what: 'a method in another case',
      body: '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}',
      status: 400,
      code: -32_600,
    },
    {
      what: 'two names',
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}',
      status: 400,
      code: -32_600,
    },
    { what: 'no name', body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}', status: 400, code: -32_602 },
  ])('refuse a message with $what', async ({ body, status, code }) => {
    const refused = await scene.call(body);
    const { error } = await refused.json();
    expect([refused.status, error.code]).toEqual([status, code]);
    expect(scene.server.seen).toEqual([]);
  });

  it('pass no method on that nobody knows, nor the list of everybody’s tasks', async () => {
    for (const method of ['tools/remove', 'tasks/list', 'TOOLS/CALL']) {
      const refused = await scene.call(request(method, {}, 'a'));
      expect([refused.status, await refused.json()]).toMatchObject([200, { id: 'a', error: { code: -32_601 } }]);
    }
    expect(scene.server.seen).toEqual([]);
  });

  it('are not there for keys that may not use them, nor for pages of other sites', async () => {
    const audience = {
      departmentIds: new Set<string>(),
      teamIds: new Set(['team-a']),
      userIds: new Set<string>(),
      keyIds: new Set<string>(),
    };
    scene.register({ audience });
    const missing = await scene.call(toolCall('t'));
    const unknown = await scene.call(toolCall('t'), { slug: 'nothing' });
    expect([missing.status, unknown.status]).toEqual([404, 404]);
    expect((await missing.json()).error.message.replace('tools', 'x')).toBe((await unknown.json()).error.message.replace('nothing', 'x'));
    scene.answers(answerJson(toolAnswer()));
    const key = scene.gateway.snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f7', teamId: 'team-a' });
    expect((await scene.call(toolCall('t'), { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    scene.register();
    const foreign = await scene.call(toolCall('t'), { headers: { origin: 'https://evil.example' } });
    expect([foreign.status, (await foreign.json()).error.data.code]).toEqual([403, 'csrf_rejected']);
    expect((await scene.call(toolCall('t'), { headers: { origin: `http://127.0.0.1:${scene.gateway.port}` } })).status).toBe(200);
    const anonymous = await scene.call(toolCall('t'), { headers: { authorization: 'Bearer nobody' } });
    expect([anonymous.status, (await anonymous.json()).jsonrpc]).toEqual([401, '2.0']);
  });

  it('tell a version that is not known which ones are', async () => {
    const refused = await scene.call(request('ping'), { headers: { 'mcp-protocol-version': '2031-01-01' } });
    expect(refused.status).toBe(400);
    expect((await refused.json()).error).toMatchObject({
      code: -32_022,
      data: { requested: '2031-01-01', supported: expect.arrayContaining(['2026-07-28']) },
    });
  });

  it('hold the headers of the newest version against the body', async () => {
    scene.register({ toolNames: ['t'] });
    scene.answers(answerJson(toolAnswer()));
    const meta = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
    const body = request('tools/call', { name: 't', ...meta });
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': '=?base64?dA==?=',
      'mcp-param-region': 'eu',
    };
    const answer = await scene.call(body, { headers: { ...headers, 'mcp-session-id': 'ignored' } });
    expect(answer.status).toBe(200);
    const { 'mcp-session-id': session, ...seen } = scene.server.last.headers;
    expect([session, seen]).toMatchObject([undefined, headers]);
    for (const wrong of [{ 'mcp-name': 'other' }, { 'mcp-method': 'ping' }]) {
      const refused = await scene.call(body, { headers: { ...headers, ...wrong } });
      expect([refused.status, (await refused.json()).error.code]).toEqual([400, -32_020]);
    }
    const unmarked = await scene.call(toolCall('t'), { headers });
    expect([unmarked.status, (await unmarked.json()).error.code]).toEqual([400, -32_020]);
    const unknown = await scene.call(request('x/y', meta), { headers: { ...headers, 'mcp-method': 'x/y' } });
    expect([unknown.status, (await unknown.json()).error.code]).toEqual([404, -32_601]);
    const stream = await scene.call(null, { method: 'GET', headers });
    expect([stream.status, stream.headers.get('allow')]).toEqual([405, 'POST']);
    expect(scene.server.seen).toHaveLength(1);
  });
});
