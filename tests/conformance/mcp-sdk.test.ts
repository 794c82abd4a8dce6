import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, McpError, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lanes } from '../gateway/support/call.ts';
import { mcpServerId, mcpServers, mcpServerTo } from '../gateway/support/mcp-servers.ts';
import { startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';
import { ToolServer, type ToolServerOptions } from './mcp/tool-server.ts';

const kinds: readonly { kind: string; options: ToolServerOptions }[] = [
  { kind: 'streams', options: {} },
  { kind: 'whole answers', options: { isJson: true } },
];
const places = lanes.flatMap((lane) => kinds.map((kind) => ({ lane, ...kind })));

describe.each(places)('[GW-9] the official MCP SDK through the $lane, of a server with $kind,', ({ lane, options }) => {
  const server = new ToolServer(options);
  let gateway: TestGateway;
  const open: Client[] = [];

  beforeAll(async () => {
    const url = await server.start();
    gateway = await startTestGateway({ lane });
    const rules = { deniedTools: ['delete_*'], deniedResources: ['file:///secret/*'], deniedPrompts: ['attack'] };
    gateway.snapshot.addTenant({
      tenantId,
      mcpServers: mcpServers(mcpServerTo({ url, credential: 'server-secret', priceNanoUsd: 5_000n, ...rules })),
    });
  });
  afterEach(async () => {
    for (const client of open.splice(0)) await client.close();
  });
  beforeEach(() => {
    gateway.recorder.events.length = 0;
    gateway.recorder.holds.length = 0;
    server.calls.length = 0;
    server.headers.length = 0;
  });
  afterAll(async () => {
    await gateway.stop();
    await server.stop();
  });

  const transportFor = (key = gateway.key, sessionId?: string) =>
    new StreamableHTTPClientTransport(new URL(`${gateway.baseUrl}/mcp/tools`), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
      ...(sessionId === undefined ? {} : { sessionId }),
    });

  async function connect(transport = transportFor()): Promise<Client> {
    const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities: { elicitation: {} } });
    await client.connect(transport);
    open.push(client);
    return client;
  }

  const only = () => gateway.recorder.only;

  it('lists the tools, resources and prompts that are allowed, and meters none of that', async () => {
    const client = await connect();
    expect(client.getServerVersion()).toEqual({ name: 'tools', version: '1.0.0' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo', 'fail', 'count', 'wait', 'ask']);
    expect(tools[0]).toMatchObject({ description: 'Says it again', inputSchema: { type: 'object', required: ['words'] } });
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['file:///readme.md']);
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['greet']);
    expect((await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['pages://{name}']);
    expect((await client.readResource({ uri: 'file:///readme.md' })).contents[0]).toMatchObject({ text: 'Read me' });
    expect([gateway.recorder.events, gateway.recorder.holds]).toEqual([[], []]);
    expect(server.headers.every(({ authorization }) => authorization === 'Bearer server-secret')).toBe(true);
    expect(JSON.stringify(server.headers)).not.toContain(gateway.key);
  });

  it('calls a tool, which is held, settled and logged once', async () => {
    const client = await connect();
    await client.listTools();
    const result = await client.callTool({ name: 'echo', arguments: { words: 'Hello' } });
    expect(result.content).toEqual([{ type: 'text', text: 'Hello' }]);
    expect(only()).toMatchObject({
      ...{ protocol: 'mcp', provider: 'mcp', model: 'tools/echo', requestedModel: 'tools/echo', connectionId: mcpServerId },
      ...{ status: 'succeeded', httpStatus: 200, errorCode: null, costState: 'priced', costNanoUsd: 5_000n, boundNanoUsd: 5_000n },
    });
    expect(gateway.recorder.holds).toHaveLength(1);
    expect(gateway.recorder.holds[0]).toMatchObject({ model: 'tools/echo', boundNanoUsd: 5_000n, boundKind: 'exact' });
  });

  it('is refused a tool that is denied before the server hears of it, and that is logged', async () => {
    const client = await connect();
    await client.listTools();
    const refused = client.callTool({ name: 'delete_all', arguments: {} });
    await expect(refused).rejects.toThrow(McpError);
    await expect(refused).rejects.toMatchObject({ code: -32_602, data: { code: 'tool_not_allowed' } });
    await expect(refused).rejects.toThrow('delete_all');
    expect(server.calls).toEqual([]);
    expect(only()).toMatchObject({ status: 'refused', errorCode: 'tool_not_allowed', model: 'tools/delete_all', costState: 'not_billed' });
    await expect(client.readResource({ uri: 'file:///secret/key' })).rejects.toMatchObject({ code: -32_602 });
    await expect(client.getPrompt({ name: 'attack' })).rejects.toMatchObject({ code: -32_602 });
    expect((await client.getPrompt({ name: 'greet' })).messages).toHaveLength(1);
    expect(gateway.recorder.events).toHaveLength(1);
  });

  it('hears that a tool failed, or that there is none, and each is logged as failed', async () => {
    const client = await connect();
    await client.listTools();
    expect(await client.callTool({ name: 'fail', arguments: {} })).toMatchObject({ isError: true });
    expect(only()).toMatchObject({ status: 'failed', errorCode: 'provider_error', model: 'tools/fail', costNanoUsd: 5_000n });
    gateway.recorder.events.length = 0;
    await client.callTool({ name: 'no_such_tool', arguments: {} }).catch(() => {});
    expect(only()).toMatchObject({ status: 'failed', model: 'tools/unknown', requestedModel: 'tools/unknown' });
  });

  it('ends its session', async () => {
    const transport = transportFor();
    const client = await connect(transport);
    const before = server.sessions.length;
    expect(transport.sessionId).toMatch(/^[\x21-\x7e]+$/);
    expect(server.sessions).not.toContain(transport.sessionId);
    await transport.terminateSession();
    expect(server.sessions).toHaveLength(before - 1);
    await client.close();
  });

  it('cannot go on with a session of another key', async () => {
    const transport = transportFor();
    await connect(transport);
    const other = gateway.snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f9' });
    const thief = new Client({ name: 'thief', version: '1.0.0' });
    await thief.connect(transportFor(other, transport.sessionId));
    await expect(thief.listTools()).rejects.toThrow(/404|no such session/i);
    await thief.close();
  });

  if (options.isJson !== true) {
    it('is told how far a tool is, and asked by it', async () => {
      const client = await connect();
      client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } }));
      const progress: number[] = [];
      const counted = await client.callTool({ name: 'count', arguments: {} }, undefined, {
        onprogress: (step) => progress.push(step.progress),
      });
      expect([counted.content, progress]).toEqual([[{ type: 'text', text: 'three' }], [1, 2, 3]]);
      const asked = await client.callTool({ name: 'ask', arguments: {} });
      expect(asked.content).toEqual([{ type: 'text', text: 'Hello Ada' }]);
      expect(gateway.recorder.events.map(({ model, status }) => [model, status])).toEqual([
        ['tools/count', 'succeeded'],
        ['tools/ask', 'succeeded'],
      ]);
    });

    it('cancels a tool, and the call is logged', async () => {
      const client = await connect();
      await client.listTools();
      const leaving = new AbortController();
      const waiting = client.callTool({ name: 'wait', arguments: {} }, undefined, { signal: leaving.signal });
      await vi.waitFor(() => expect(server.calls).toEqual(['wait']), 5_000);
      leaving.abort();
      await expect(waiting).rejects.toThrow();
      await vi.waitFor(() => expect(server.aborted).toBeGreaterThan(0), 5_000);
      await client.close();
      await vi.waitFor(() => expect(gateway.recorder.events).toHaveLength(1), 5_000);
      expect(only()).toMatchObject({ model: 'tools/wait' });
    });

    it('hears on its own stream that the tools have changed', async () => {
      const client = await connect();
      let changes = 0;
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
        changes += 1;
      });
      await vi.waitFor(async () => {
        await server.tellChange();
        expect(changes).toBeGreaterThan(0);
      }, 5_000);
      expect(gateway.recorder.events).toEqual([]);
    });
  }
});
