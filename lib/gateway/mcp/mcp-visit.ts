import type { McpServer } from './mcp-server.ts';

/** One request to a server, as its answer needs it. */
export interface McpVisit {
  readonly server: McpServer;
  readonly version: string;
  /** The id of the call of a tool, parsed; undefined where nothing is metered. */
  readonly toolCall: { readonly name: string; readonly id: unknown } | undefined;
}
