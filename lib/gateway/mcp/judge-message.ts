import { type NameRules, permits } from '#lib/mcp/name-rules.ts';
import { isStateless } from '#lib/mcp/protocol-versions.ts';
import { McpRefusal, rpcCodes } from './mcp-refusal.ts';
import type { McpServer } from './mcp-server.ts';
import type { McpMessage, McpSubject } from './read-messages.ts';

/**
 * Requests that pass, each of which either does nothing by itself or is judged by what it names. What is not here is not
 * passed on: nobody could say what it does. `tasks/list` is left out because all callers share one credential, and it
 * would show each the work of all.
 */
const passedMethods: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'ping',
  'logging/setLevel',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'subscriptions/listen',
  'tasks/get',
  'tasks/result',
  'tasks/cancel',
  'tasks/update',
]);

const words: Readonly<Record<McpSubject['kind'], string>> = { tool: 'tool', resource: 'resource', prompt: 'prompt' };

export const rulesFor = (server: McpServer, kind: McpSubject['kind']): NameRules => {
  if (kind === 'tool') return server.tools;
  return kind === 'resource' ? server.resources : server.prompts;
};

/** Throws McpRefusal for what may not pass to the server; notifications and answers tell something and do nothing. */
export function judgeMessage(server: McpServer, version: string, { method, subjects }: McpMessage): void {
  if (method === undefined || method.startsWith('notifications/')) return;
  if (!passedMethods.has(method)) {
    throw new McpRefusal('invalid_request', {
      rpcCode: rpcCodes.methodNotFound,
      sentStatus: isStateless(version) ? 404 : 200,
      detail: `The method "${method.slice(0, 100)}" is not passed on to tool servers.`,
    });
  }
  for (const { kind, name } of subjects) {
    if (permits(rulesFor(server, kind), name)) continue;
    throw new McpRefusal('tool_not_allowed', {
      rpcCode: rpcCodes.invalidParams,
      sentStatus: 200,
      detail: `The ${words[kind]} "${name.slice(0, 200)}" of the server "${server.slug}" may not be used with this key. Ask an administrator to allow it.`,
    });
  }
}
