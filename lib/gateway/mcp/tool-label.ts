import { unknownModel } from '../stages/describe-call.ts';
import type { LearnedTools } from './learned-tools.ts';
import type { McpServer } from './mcp-server.ts';

/** What a tool is recorded as, `server/tool`; one that the server is not known to have goes without its name, because callers could invent millions. */
export function toolLabel({ slug, connection, toolNames }: McpServer, learned: LearnedTools, name: string): string {
  const isKnown = toolNames.has(name) || learned.has(connection.connectionId, name);
  return `${slug}/${isKnown ? name : unknownModel}`;
}
