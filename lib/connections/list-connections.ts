import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type Connection, connectionList } from '#lib/contracts/connections.ts';
import { readConnections } from './connection-rows.ts';

function hasStatus(status: Connection['status'] | 'all' | undefined): SQL | undefined {
  if (status === 'all') return undefined;
  if (status === 'archived') return isNotNull(connection.archivedAt);
  return and(isNull(connection.archivedAt), status === undefined ? undefined : eq(connection.status, status));
}

export const listConnections = defineQuery(connectionList, async (ctx, input) => {
  const keyset = keysetOf<Connection>(input.sort, nameOrder(input.sort, connection), input.cursor);
  const where = and(
    hasStatus(input.status),
    input.provider === undefined ? undefined : eq(connection.provider, input.provider),
    containsText([connection.name], input.search),
    keyset.after,
  );
  const rows = await readConnections(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
