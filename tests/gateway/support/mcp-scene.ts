import type { McpServer } from '#lib/gateway/mcp/mcp-server.ts';
import { mcpServers, mcpServerTo } from './mcp-servers.ts';
import { type ProviderScript, ScriptedProvider } from './scripted-provider.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions, tenantId } from './test-gateway.ts';

export interface McpCall {
  readonly method?: 'POST' | 'GET' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly slug?: string;
  readonly signal?: AbortSignal;
}

/** A gateway with one scripted tool server behind it, at `/mcp/tools`. */
export class McpScene {
  readonly server = new ScriptedProvider();
  readonly gateway: TestGateway;

  private constructor(gateway: TestGateway) {
    this.gateway = gateway;
  }

  static async open(options: TestGatewayOptions = {}): Promise<McpScene> {
    const scene = new McpScene(await startTestGateway(options));
    await scene.server.start();
    return scene;
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}/mcp/`;
  }

  /** Forgets what was, and registers the server with other rules. */
  register(
    options: Partial<Parameters<typeof mcpServerTo>[0]> = {},
    more: Parameters<TestGateway['snapshot']['addTenant']>[0] = { tenantId },
  ): void {
    const { recorder, snapshot } = this.gateway;
    recorder.events.length = 0;
    recorder.holds.length = 0;
    this.server.seen.length = 0;
    const server: McpServer = mcpServerTo({ url: this.url, ...options });
    snapshot.addTenant({ ...more, mcpServers: mcpServers(server) });
  }

  answers(script: ProviderScript): void {
    this.server.script = script;
  }

  /** Sends a body, or a message as JSON. */
  call(body: object | string | null, { method = 'POST', headers = {}, slug = 'tools', signal }: McpCall = {}): Promise<Response> {
    return fetch(`${this.gateway.baseUrl}/mcp/${slug}`, {
      method,
      headers: {
        authorization: `Bearer ${this.gateway.key}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === null ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await this.server.stop();
  }
}

/** The call of a tool. */
export const toolCall = (name: string, id: number | string = 1): object => ({
  ...{ jsonrpc: '2.0', id, method: 'tools/call' },
  params: { name, arguments: { n: 1 } },
});

/** The answer to it, as JSON. */
export const toolAnswer = (id: number | string = 1): string =>
  `{ "jsonrpc":"2.0", "id":${JSON.stringify(id)}, "result":{"content":[{"type":"text","text":"1.50"}]} }`;
