import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Tool servers of one tenant that are not archived, at most. */
export const mcpServersMax = 200;
/** Tools that are kept of one server's list, at most. */
export const mcpToolsMax = 500;

const namesMax = 200;
const audienceMax = 500;
const timeoutSecondsMax = 3_600;

/** How the gateway shows itself to a tool server. */
export const mcpAuths = ['none', 'bearer', 'header', 'oauth'] as const;

/** A tool as its server describes it. */
export const McpTool = z.strictObject({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  is_allowed: z.boolean().meta({ description: 'Whether the patterns of the server let it be used' }),
});
export type McpTool = z.output<typeof McpTool>;

const ids = (kind: 'department' | 'team' | 'user' | 'role' | 'key') => z.array(publicId(kind)).max(audienceMax);

/** Who may use a server: what lies below departments and teams included. Everybody where all lists are empty. */
export const McpAudience = z.strictObject({
  department_ids: ids('department').default([]),
  team_ids: ids('team').default([]),
  user_ids: ids('user').default([]),
  role_ids: ids('role').default([]).meta({ description: 'Personal keys of those who hold one of these roles, wherever they do' }),
  key_ids: ids('key').default([]),
});
export type McpAudience = z.output<typeof McpAudience>;

const authSettings = z
  .strictObject({
    header: line(100)
      .optional()
      .meta({ description: 'The header that carries the credential, for `header`', examples: ['x-api-key'] }),
    oauth_url: line(500).optional().meta({ description: 'Where tokens are had, for `oauth`' }),
    client_id: line(500).optional().meta({ description: 'For `oauth`; the credential is the client’s secret' }),
    scope: line(500).optional().meta({ description: 'For `oauth`: scopes to ask for, separated by spaces' }),
  })
  .meta({ description: 'What the authentication wants to be told beside its secret' });

const names = (what: string) =>
  z
    .array(line(500))
    .max(namesMax)
    .meta({ description: `${what}; \`*\` stands for any characters`, examples: [['read_*']] });

const patterns = {
  allowed_tools: names('Names of tools that may be used').default(['*']),
  denied_tools: names('Names of tools that may not be used, although they are allowed').default([]),
  allowed_resources: names('URIs of resources that may be read').default(['*']),
  denied_resources: names('URIs of resources that may not be read, although they are allowed').default([]),
  allowed_prompts: names('Names of prompts that may be had').default(['*']),
  denied_prompts: names('Names of prompts that may not be had, although they are allowed').default([]),
};

const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { error: 'Lower-case letters, digits and dashes, such as github' })
  .meta({ description: 'Its name in addresses', examples: ['github'] });
const url = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .meta({ description: 'Address of its endpoint', examples: ['https://mcp.example.com/mcp'] });
const credential = z.string().trim().min(1).max(8_192).meta({
  description: 'Token, value of the header or secret of the client. Encrypted at once; no answer, log or audit entry ever holds it',
});
const timeoutSeconds = z.number().int().min(1).max(timeoutSecondsMax).meta({ description: 'How long one call of a tool may last' });
const pricePerCall = usd
  .refine((nano) => nano >= 0n && nano <= 1_000_000_000_000n, { error: 'From 0 to 1000 dollars' })
  .meta({ description: 'What one call of a tool costs; budgets hold it' });

/** What came of a server's last test. */
export const McpTestResult = z.strictObject({ ok: z.boolean(), latency_ms: z.number().int().min(0), message: z.string() });
export type McpTestResult = z.output<typeof McpTestResult>;

/** A server of the Model Context Protocol that agents reach through the gateway. Its credential is never shown again. */
export const McpServer = z.strictObject({
  id: publicId('mcpServer'),
  slug: z.string(),
  name: z.string(),
  url: z.string(),
  path: z.string().meta({ description: 'Where agents reach it, on this gateway', examples: ['/api/v1/mcp/github'] }),
  auth: z.enum(mcpAuths),
  auth_settings: authSettings,
  has_credential: z.boolean(),
  last_four: z.string().nullable().meta({ description: 'The credential’s last four characters' }),
  rotated_at: instant.nullable().meta({ description: 'When the credential was last set' }),
  allowed_tools: z.array(z.string()),
  denied_tools: z.array(z.string()),
  allowed_resources: z.array(z.string()),
  denied_resources: z.array(z.string()),
  allowed_prompts: z.array(z.string()),
  denied_prompts: z.array(z.string()),
  audience: McpAudience,
  status: z.enum(['active', 'disabled', 'archived']),
  timeout_seconds: z.number().int(),
  price_per_call_usd: usd.nullable().meta({ description: 'Null where nobody counts that' }),
  tools: z.array(McpTool).meta({ description: 'Tools that it listed at its last test' }),
  tested_at: instant.nullable(),
  test_result: McpTestResult.nullable(),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
});
export type McpServer = z.output<typeof McpServer>;

const serverId = publicId('mcpServer');
const exampleId = 'mcp_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

export const mcpServerList = defineOperation({
  name: 'mcp_server.list',
  summary: 'List tool servers',
  permission: 'mcp.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    status: z.enum(['active', 'disabled', 'archived', 'all']).optional().meta({ description: 'Active and disabled ones unless said' }),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(McpServer),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', sort: '-created_at' }],
  http: { method: 'GET', path: '/mcp-servers' },
});

export const mcpServerGet = defineOperation({
  name: 'mcp_server.get',
  summary: 'Get a tool server',
  permission: 'mcp.read',
  scope: 'list',
  input: z.strictObject({ mcp_server_id: serverId }),
  output: McpServer,
  examples: [{ mcp_server_id: exampleId }],
  http: { method: 'GET', path: '/mcp-servers/{mcp_server_id}' },
});

export const mcpServerCreate = defineOperation({
  name: 'mcp_server.create',
  summary: 'Register a tool server',
  permission: 'mcp.write',
  scope: 'tenant',
  input: z.strictObject({
    ...{ slug, name: line(80), url },
    auth: z.enum(mcpAuths).default('none'),
    auth_settings: authSettings.default({}),
    credential: credential.optional(),
    ...patterns,
    audience: McpAudience.optional().meta({ description: 'Everybody unless said' }),
    timeout_seconds: timeoutSeconds.default(60),
    price_per_call_usd: pricePerCall.optional(),
  }),
  output: McpServer,
  errors: ['conflict', 'limit_reached', 'address_not_allowed'],
  examples: [
    {
      slug: 'github',
      name: 'GitHub',
      url: 'https://mcp.example.com/mcp',
      auth: 'bearer',
      credential: 'example-token-1234',
      denied_tools: ['delete_*'],
    },
    {
      slug: 'crm',
      name: 'CRM',
      url: 'https://crm.example.com/mcp',
      auth: 'oauth',
      auth_settings: { oauth_url: 'https://id.example.com/token', client_id: 'tollgate', scope: 'mcp' },
      credential: 'example-secret',
      audience: { team_ids: [exampleTeamId] },
      price_per_call_usd: '0.002',
    },
  ],
  http: { method: 'POST', path: '/mcp-servers', status: 201 },
  touches: ['mcp'],
});

export const mcpServerUpdate = defineOperation({
  name: 'mcp_server.update',
  summary: 'Change a tool server; another host or another way to authenticate needs the credential again',
  permission: 'mcp.write',
  scope: 'tenant',
  input: z.strictObject({
    mcp_server_id: serverId,
    slug: slug.optional(),
    name: line(80).optional(),
    url: url.optional(),
    auth: z.enum(mcpAuths).optional(),
    auth_settings: authSettings.optional(),
    credential: credential.optional(),
    allowed_tools: patterns.allowed_tools.unwrap().optional(),
    denied_tools: patterns.denied_tools.unwrap().optional(),
    allowed_resources: patterns.allowed_resources.unwrap().optional(),
    denied_resources: patterns.denied_resources.unwrap().optional(),
    allowed_prompts: patterns.allowed_prompts.unwrap().optional(),
    denied_prompts: patterns.denied_prompts.unwrap().optional(),
    audience: McpAudience.optional(),
    status: z.enum(['active', 'disabled']).optional().meta({ description: 'Disabled ones are out of service within two seconds' }),
    timeout_seconds: timeoutSeconds.optional(),
    price_per_call_usd: pricePerCall.nullable().optional().meta({ description: 'Null for none' }),
  }),
  output: McpServer,
  errors: ['conflict', 'precondition_failed', 'address_not_allowed'],
  examples: [{ mcp_server_id: exampleId, denied_tools: ['delete_*', 'drop_*'] }],
  http: { method: 'PATCH', path: '/mcp-servers/{mcp_server_id}' },
  touches: ['mcp'],
});

export const mcpServerArchive = defineOperation({
  name: 'mcp_server.archive',
  summary: 'Archive a tool server and destroy its credential',
  permission: 'mcp.write',
  scope: 'tenant',
  input: z.strictObject({ mcp_server_id: serverId }),
  output: McpServer,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ mcp_server_id: exampleId }],
  http: { method: 'POST', path: '/mcp-servers/{mcp_server_id}/archive' },
  touches: ['mcp'],
});

export const mcpServerTest = defineOperation({
  name: 'mcp_server.test',
  summary: 'Connect to a tool server, list its tools and say what came of it',
  permission: 'mcp.test',
  scope: 'list',
  input: z.strictObject({ mcp_server_id: serverId }),
  output: McpServer,
  errors: ['conflict'],
  examples: [{ mcp_server_id: exampleId }],
  http: { method: 'POST', path: '/mcp-servers/{mcp_server_id}/test' },
  touches: ['mcp'],
});
