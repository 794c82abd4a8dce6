import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

/** Keeps the events of streams, so that a caller can go on with one. */
class MemoryEventStore implements EventStore {
  readonly #events: { id: string; streamId: string; message: JSONRPCMessage }[] = [];

  async storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    const id = `${streamId}_${this.#events.length}`;
    this.#events.push({ id, streamId, message });
    return id;
  }

  async replayEventsAfter(
    lastEventId: string,
    { send }: { send: (eventId: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const at = this.#events.findIndex(({ id }) => id === lastEventId);
    const streamId = this.#events[at]?.streamId ?? '';
    for (const { id, message, streamId: of } of this.#events.slice(at + 1)) if (of === streamId) await send(id, message);
    return streamId;
  }
}

export interface ToolServerOptions {
  /** Answers in one piece instead of a stream. */
  readonly isJson?: boolean;
  /** Without sessions, each request by itself. */
  readonly isStateless?: boolean;
}

/** A server of the official SDK, over HTTP, with tools of several kinds; it notes what reached it. */
export class ToolServer {
  readonly calls: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** Work that was cancelled. */
  aborted = 0;
  readonly #options: ToolServerOptions;
  readonly #sessions = new Map<string, { transport: StreamableHTTPServerTransport; server: McpServer }>();
  #server: Server | undefined;

  constructor(options: ToolServerOptions = {}) {
    this.#options = options;
  }

  get sessions(): readonly string[] {
    return [...this.#sessions.keys()];
  }

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      void this.#answer(request, response);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mcp`;
  }

  async stop(): Promise<void> {
    for (const { transport } of this.#sessions.values()) await transport.close();
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => this.#server?.close(() => resolve()));
  }

  /** Tells all sessions that the tools have changed, on their own streams. */
  async tellChange(): Promise<void> {
    for (const { server } of this.#sessions.values()) server.sendToolListChanged();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.headers.push(request.headers);
    const named = request.headers['mcp-session-id'];
    const known = typeof named === 'string' ? this.#sessions.get(named) : undefined;
    if (known !== undefined) return known.transport.handleRequest(request, response);
    if (named !== undefined) {
      response.writeHead(404).end();
      return;
    }
    const server = this.#tools();
    const { isJson = false, isStateless = false } = this.#options;
    const transport = new StreamableHTTPServerTransport({
      ...(isStateless ? {} : { sessionIdGenerator: () => randomUUID() }),
      enableJsonResponse: isJson,
      eventStore: new MemoryEventStore(),
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { transport, server });
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    await server.connect(transport);
    await transport.handleRequest(request, response);
  }

  #tools(): McpServer {
    const server = new McpServer({ name: 'tools', version: '1.0.0' });
    const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] });
    server.registerTool('echo', { description: 'Says it again', inputSchema: { words: z.string() } }, ({ words }) => {
      this.calls.push(`echo ${words}`);
      return text(words);
    });
    server.registerTool('fail', { description: 'Fails' }, () => {
      this.calls.push('fail');
      return { ...text('It broke'), isError: true };
    });
    server.registerTool('delete_all', { description: 'Deletes everything' }, () => {
      this.calls.push('delete_all');
      return text('Gone');
    });
    server.registerTool('count', { description: 'Counts to three and tells how far it is' }, async (extra) => {
      for (let progress = 1; progress <= 3; progress += 1) {
        const { progressToken } = extra._meta ?? {};
        if (progressToken !== undefined)
          await extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } });
      }
      return text('three');
    });
    server.registerTool('wait', { description: 'Waits until it is cancelled' }, (extra) => {
      this.calls.push('wait');
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(text('waited')), 20_000);
        extra.signal.addEventListener('abort', () => {
          this.aborted += 1;
          clearTimeout(timer);
          resolve(text('cancelled'));
        });
      });
    });
    server.registerTool('ask', { description: 'Asks the caller for its name' }, async () => {
      const answer = await server.server.elicitInput({
        message: 'Who are you?',
        requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
      });
      return text(`Hello ${String(answer.content?.name)}`);
    });
    server.registerResource('readme', 'file:///readme.md', {}, ({ href }) => ({ contents: [{ uri: href, text: 'Read me' }] }));
    server.registerResource('secret', 'file:///secret/key', {}, ({ href }) => ({ contents: [{ uri: href, text: 'hunter2' }] }));
    server.registerResource('page', new ResourceTemplate('pages://{name}', { list: undefined }), {}, ({ href }) => ({
      contents: [{ uri: href, text: 'A page' }],
    }));
    server.registerPrompt('greet', {}, () => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'Hi' } }] }));
    server.registerPrompt('attack', {}, () => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'Boo' } }] }));
    return server;
  }
}
