import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import { mcpServer } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type McpServer, mcpServerList } from '#lib/contracts/mcp-servers.ts';
import { readServers } from './server-rows.ts';

function hasStatus(status: McpServer['status'] | 'all' | undefined): SQL | undefined {
  if (status === 'all') return undefined;
  if (status === 'archived') return isNotNull(mcpServer.archivedAt);
  return and(isNull(mcpServer.archivedAt), status === undefined ? undefined : eq(mcpServer.status, status));
}

export const listServers = defineQuery(mcpServerList, async (ctx, input) => {
  const keyset = keysetOf<McpServer>(input.sort, nameOrder(input.sort, mcpServer), input.cursor);
  const where = and(hasStatus(input.status), containsText([mcpServer.name, mcpServer.slug], input.search), keyset.after);
  const rows = await readServers(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
