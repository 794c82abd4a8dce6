import { defineQuery } from '#lib/command/define-query.ts';
import { mcpServerGet } from '#lib/contracts/mcp-servers.ts';
import { readServer } from './server-rows.ts';

export const getServer = defineQuery(mcpServerGet, (ctx, input) => readServer(ctx, input.mcp_server_id));
