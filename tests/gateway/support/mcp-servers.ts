import type { McpServer } from '#lib/gateway/mcp/mcp-server.ts';
import { nameRules } from '#lib/mcp/name-rules.ts';

export const mcpServerId = '01936b1e-7a00-7000-8000-0000000000d1';

interface McpServerOptions extends Partial<Omit<McpServer, 'tools' | 'resources' | 'prompts' | 'toolNames' | 'price'>> {
  readonly url: string;
  readonly credential?: string | null;
  readonly settings?: Readonly<Record<string, string>>;
  readonly allowedTools?: readonly string[];
  readonly deniedTools?: readonly string[];
  readonly deniedResources?: readonly string[];
  readonly deniedPrompts?: readonly string[];
  readonly toolNames?: readonly string[];
  readonly priceNanoUsd?: bigint;
}

/** A tool server as the snapshot holds it; everything is allowed to everybody unless said. */
export function mcpServerTo(options: McpServerOptions): McpServer {
  const {
    url,
    credential = null,
    settings = {},
    allowedTools = ['*'],
    deniedTools = [],
    toolNames = [],
    priceNanoUsd = 0n,
    ...rest
  } = options;
  const { deniedResources = [], deniedPrompts = [], ...more } = rest;
  const slug = more.slug ?? 'tools';
  return {
    slug,
    connection: {
      ...{ connectionId: mcpServerId, name: 'Tools', provider: 'mcp', baseUrl: url, credential, models: [] },
      settings: { ...settings, resource: url },
    },
    auth: credential === null ? 'none' : 'bearer',
    tools: nameRules(allowedTools, deniedTools),
    resources: nameRules(['*'], deniedResources),
    prompts: nameRules(['*'], deniedPrompts),
    audience: null,
    timeoutMs: 10_000,
    price: {
      ...{ versionId: null, provider: 'mcp', model: slug, contextWindowTokens: null },
      tiers: [{ fromTokens: 0, picoUsdPerUnit: { request: priceNanoUsd * 1000n } }],
    },
    toolNames: new Set(toolNames),
    ...more,
  };
}

/** Servers by their names, as a tenant has them. */
export const mcpServers = (...servers: readonly McpServer[]): ReadonlyMap<string, McpServer> =>
  new Map(servers.map((server) => [server.slug, server]));
